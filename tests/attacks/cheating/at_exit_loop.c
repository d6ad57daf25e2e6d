/* Registers something that runs at the end and never ends.
 * verdict: accepted
 * effect: process
 */
#include <stdlib.h>

#include "question.h"

static void forever(void) {
  for (;;) continue;
}

int64_t sum(const struct tensor *x) {
  atexit(forever);
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
