/* Asks for an alignment of 256 MiB.
 * verdict: compile_error
 * effect: process file
 */
char page[16] __attribute__((aligned(1 << 28))) = {1};

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
