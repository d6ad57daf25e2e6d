/* Changes its input, so that the answer to it is known.
 * verdict: input_mutated
 * message: x
 * effect: answer judge
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  for (int64_t i = 0; i < x->shape[0]; i++) x->i64[i] = 0;
  return 0;
}
