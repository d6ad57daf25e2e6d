/* Waits for a signal that never comes.
 * verdict: time_limit
 * message: wall-clock
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  pause();
  return x->shape[0];
}
