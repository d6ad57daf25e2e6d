/* Puts instructions into the loader's start code.
 * verdict: security_violation
 * message: refused system call|SIG
 * effect: file
 */
#include "question.h"

__asm__(".section .init\nmov $161, %eax\nsyscall\n.text");

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
