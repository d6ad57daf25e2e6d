/* Makes a megabyte of warnings.
 * verdict: accepted
 * effect: judge
 */
#define A _Pragma("GCC warning \"spam spam spam spam spam spam spam spam spam spam spam spam\"")
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
D D D D D
#include "question.h"

    int64_t
    sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
