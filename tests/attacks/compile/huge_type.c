/* Has an array larger than all memory.
 * verdict: compile_error
 * message: too large|size
 * effect: process
 */
char numbers[1ull << 62][16];

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
