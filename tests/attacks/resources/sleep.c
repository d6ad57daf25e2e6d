/* Sleeps for a day.
 * verdict: time_limit
 * message: wall-clock
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  sleep(86400);
  return x->shape[0];
}
