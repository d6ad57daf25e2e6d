/* Gives the optimiser a function in which everything depends on everything.
 * verdict: compile_error accepted
 * effect: process
 */
#define A(n)               \
  if (x[(n * 7) % 64] > y) \
    y += x[y & 63] * n;    \
  else                     \
    x[y & 63] ^= y * n;
#define B(n) A(n) A(n + 1) A(n + 2) A(n + 3) A(n + 4) A(n + 5) A(n + 6) A(n + 7)
#define C(n) B(n) B(n + 8) B(n + 16) B(n + 24) B(n + 32) B(n + 40) B(n + 48) B(n + 56)
long churn(long *x, long y) {
  for (int i = 0; i < 64; i++) {
    C(0) C(64) C(128)
  }
  return y;
}

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
