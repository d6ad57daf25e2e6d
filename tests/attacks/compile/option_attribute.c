/* Passes options of the compiler in an attribute.
 * verdict: accepted
 * effect: file process
 */
__attribute__((optimize("-fplugin=/tmp/p.so", "-o/tmp/graded-attacks/x"))) void evil(void);
void evil(void) {}

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
