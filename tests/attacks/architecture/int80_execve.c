/* Starts a program by the 32-bit door.
 * verdict: security_violation
 * message: refused system call, by a 32-bit interface
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  long result = 11;
  (void)x;
  __asm__ volatile("int $0x80"
                   : "+a"(result)
                   : "b"(0), "c"(0), "d"(0)
                   : "memory", "r8", "r9", "r10", "r11");
  return result;
}
