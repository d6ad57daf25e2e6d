/* Calls the kernel by its 32-bit door, where numbers mean other calls.
 * verdict: security_violation
 * message: refused system call, by a 32-bit interface
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  (void)x;
  return result;
}
