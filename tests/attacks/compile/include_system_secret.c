/* Includes what was installed on the host beside the compiler.
 * verdict: compile_error
 * message: No such file
 * effect: secret
 */
#include "/usr/local/share/graded-attacks/secret.h"

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
