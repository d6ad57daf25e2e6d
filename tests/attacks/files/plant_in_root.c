/* Plants a file in the root.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (open("/graded-attack-planted", O_WRONLY | O_CREAT, 0666) >= 0 ||
      mkdir("/graded-attack-planted", 0777) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
