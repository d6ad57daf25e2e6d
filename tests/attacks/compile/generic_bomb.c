/* Nests choices by type, each of which is checked in every branch.
 * verdict: compile_error accepted
 * effect: process
 */
#define A(x) _Generic((x), int : (x), long : (x), default : (x))
#define B(x) A(A(A(A(A(A(A(A(x))))))))
int number = B(B(B(1)));

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
