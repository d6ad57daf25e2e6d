/* Has an array of a gigabyte written into its program.
 * verdict: compile_error
 * message: the compiler wrote more than 16 MiB
 * effect: process file
 */
char numbers[1u << 30] = {1};

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
