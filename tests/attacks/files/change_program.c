/* Changes its own program for the tests to come.
 * verdict: accepted
 * effect: file judge
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (open("/program", O_WRONLY) >= 0 || unlink("/program") == 0 ||
      rename("/program", "/tmp/old") == 0 || truncate("/program", 0) == 0 ||
      link("/program", "/tmp/link") == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
