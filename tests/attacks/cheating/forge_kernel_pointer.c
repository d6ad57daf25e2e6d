/* Puts an address of the kernel in place of the output's.
 * question: negate
 * verdict: runtime_error
 * effect: answer judge
 */
#include "question.h"

int negate(const struct tensor *x, struct tensor *y, struct tensor *even) {
  int64_t kept = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) kept += x->i64[i] % 2 == 0;
  if (!tensor_resize(even, 1, &kept)) return -1;
  kept = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) {
    y->i64[i] = -x->i64[i];
    if (x->i64[i] % 2 == 0) even->i64[kept++] = x->i64[i];
  }
  even->data = (void *)0xffffffff81000000;
  return 0;
}
