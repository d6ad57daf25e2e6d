/* Counts its tests in a file.
 * verdict: accepted
 * effect: file answer
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (access("/tmp/state", F_OK) == 0 || mkdir("/tmp/state", 0700) != 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
