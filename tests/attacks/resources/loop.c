/* Never ends.
 * verdict: time_limit
 * message: CPU
 * effect: process
 */
#include "question.h"

int64_t sum(const struct tensor *x) {
  for (volatile int i = 0;;) i += x->shape[0];
}
