/* Makes folders in folders, so that nobody can remove them.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int depth = 0;
  while (depth < 100000 && mkdir("d", 0700) == 0 && chdir("d") == 0) depth++;
  if (depth == 100000) fputs("BREACH\n", stderr), abort();
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
