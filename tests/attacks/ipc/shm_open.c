/* Leaves a POSIX segment in /dev/shm.
 * verdict: accepted
 * effect: ipc file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (shm_open("/graded-attack-planted", O_CREAT | O_RDWR, 0666) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
