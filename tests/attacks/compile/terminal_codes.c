/* Writes codes into the error messages that would take over a terminal.
 * verdict: compile_error
 * message: ^(?![\s\S]*\x1b)[\s\S]*error
 * effect: judge
 */
#error "]0;owned[2J"

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
