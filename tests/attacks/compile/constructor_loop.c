/* Never ends while it is loaded.
 * verdict: time_limit
 * message: CPU
 * effect: process
 */
#include "question.h"

__attribute__((constructor)) static void early(void) {
  for (;;) continue;
}

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
