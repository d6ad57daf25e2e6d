/* Asks for a stack that can be run.
 * verdict: accepted compile_error runtime_error
 * effect: process
 */
#include "question.h"

__asm__(".section .note.GNU-stack,\"x\",@progbits\n.text");

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
