/* Makes a million errors.
 * verdict: compile_error
 * message: error|the compiler
 * effect: judge
 */
#define A \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;  \
  wrong;
#define B A A A A A A A A A A
#define C B B B B B B B B B B
void f(void){C C C C C C C C C C}
#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
