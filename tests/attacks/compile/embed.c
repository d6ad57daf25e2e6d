/* Embeds a file by the newest directive.
 * verdict: compile_error
 * message: embed
 * effect: secret
 */
static const unsigned char bytes[] = {
#embed "/tmp/graded-attacks/secret.h"
};

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
