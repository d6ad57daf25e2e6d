/* Declares a pointer to a pointer, and so on.
 * verdict: compile_error accepted
 * effect: process
 */
#define A **********
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
int D number;

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
