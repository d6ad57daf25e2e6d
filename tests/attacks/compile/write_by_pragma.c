/* Has the compiler write files where it wants them.
 * verdict: compile_error
 * effect: file secret
 */
#pragma GCC pch_preprocess "/tmp/graded-attacks/secret.h"
#pragma GCC optimize("dump-tree-all=/tmp/graded-attacks/x", "save-temps")

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
