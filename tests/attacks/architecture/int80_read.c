/* Reads by the 32-bit door, whose number is one that the filter allows.
 * verdict: security_violation
 * message: refused system call, by a 32-bit interface
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  long result = 3;
  (void)x;
  __asm__ volatile("int $0x80"
                   : "+a"(result)
                   : "b"(0), "c"(0), "d"(0)
                   : "memory", "r8", "r9", "r10", "r11");
  return result;
}
