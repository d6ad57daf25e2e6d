/* Lowers every limit of its own to nothing.
 * verdict: output_limit
 * effect: judge
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct rlimit none = {0, 0};
  for (int i = 0; i < 16; i++) setrlimit(i, &none);
  printf("%p", malloc(1 << 20));
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
