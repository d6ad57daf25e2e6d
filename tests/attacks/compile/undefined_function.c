/* Uses a function that is defined nowhere, to find the host's.
 * verdict: compile_error
 * message: graded_warm_runtime
 * effect: answer
 */
extern const struct { unsigned abi; } graded_warm_runtime;
const void *found = &graded_warm_runtime;

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
