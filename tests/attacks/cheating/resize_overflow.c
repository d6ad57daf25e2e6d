/* Asks for a size whose bytes overflow.
 * question: negate
 * verdict: bad_output
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "question.h"

int negate(const struct tensor *x, struct tensor *y, struct tensor *even) {
  int64_t large[2] = {1ll << 33, 1ll << 33};
  if (tensor_resize(even, 2, large)) abort();
  for (int64_t i = 0; i < x->shape[0]; i++) y->i64[i] = -x->i64[i];
  return 0;
}
