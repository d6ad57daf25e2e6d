/* Leaves a POSIX semaphore in /dev/shm.
 * verdict: accepted
 * effect: ipc file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (sem_open("/graded-attack-planted", O_CREAT, 0666, 1) != SEM_FAILED) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
