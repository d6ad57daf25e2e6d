/* Single-steps itself into a debugger that is not there.
 * verdict: runtime_error
 * message: SIGTRAP
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  __asm__ volatile("int3");
  return 0;
}
