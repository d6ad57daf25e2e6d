/* Has more zeroed memory than it may use.
 * verdict: compile_error
 * effect: process
 */
char numbers[1ull << 40];

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
