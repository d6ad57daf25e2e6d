/* Waits for input that nobody gives.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
