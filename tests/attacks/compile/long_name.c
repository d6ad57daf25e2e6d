/* Uses a name of a hundred thousand letters.
 * verdict: accepted
 * effect: judge
 */
#define A(x) x##x
#define L0 \
  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
#define J(a, b) a##b
#define K(a, b) J(a, b)
#define L1 K(K(K(L0, L0), K(L0, L0)), K(K(L0, L0), K(L0, L0)))
#define L2 K(K(K(L1, L1), K(L1, L1)), K(K(L1, L1), K(L1, L1)))
#define L3 K(K(K(L2, L2), K(L2, L2)), K(K(L2, L2), K(L2, L2)))
int L3;

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
