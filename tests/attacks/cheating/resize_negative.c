/* Asks for an output of negative size.
 * question: negate
 * verdict: bad_output
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "question.h"

int negate(const struct tensor *x, struct tensor *y, struct tensor *even) {
  int64_t less = -1;
  if (tensor_resize(even, 1, &less)) abort();
  for (int64_t i = 0; i < x->shape[0]; i++) y->i64[i] = -x->i64[i];
  return 0;
}
