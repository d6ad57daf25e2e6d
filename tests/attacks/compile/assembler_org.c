/* Leaves a hole of a terabyte in its program.
 * verdict: compile_error
 * message: the compiler wrote more than 16 MiB
 * effect: process file
 */
__asm__(".org 1 << 40");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
