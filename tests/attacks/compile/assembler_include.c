/* Includes a file in the assembler, which quotes it in errors.
 * verdict: compile_error
 * message: can't open .*No such file
 * effect: secret
 */
__asm__(".include \"/tmp/graded-attacks/secret.h\"");

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
