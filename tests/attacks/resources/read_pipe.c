/* Waits at a pipe of its own.
 * verdict: time_limit
 * message: wall-clock
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int ends[2];
  char byte;
  if (pipe(ends) != 0) return 0;
  read(ends[0], &byte, 1);
  return x->shape[0];
}
