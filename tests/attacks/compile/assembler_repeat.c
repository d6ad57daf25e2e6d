/* Repeats one instruction a thousand million times.
 * verdict: compile_error
 * message: the compiler needed more than
 * effect: process file
 */
__asm__(".rept 1000000000\nnop\n.endr");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
