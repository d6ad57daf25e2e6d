/* Changes its input and puts it back.
 * verdict: accepted
 * effect: answer judge
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  x->i64[0] += 1;
  x->i64[0] -= 1;
  return total;
}
