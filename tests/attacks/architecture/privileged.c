/* Runs an instruction of the kernel.
 * verdict: runtime_error
 * message: SIGSEGV
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  __asm__ volatile("cli");
  return 0;
}
