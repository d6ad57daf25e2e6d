/* Plants a FIFO, at which a reader would wait forever.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (mkfifo("/tmp/graded-attack-planted", 0666) == 0 ||
      mkfifo("/graded-attack-planted", 0666) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
