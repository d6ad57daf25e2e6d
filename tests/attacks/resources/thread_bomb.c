/* Starts threads until none can be started.
 * verdict: accepted
 * effect: process
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

static void *forever(void *unused) {
  (void)unused;
  for (;;) continue;
  return NULL;
}

int64_t sum(const struct tensor *x) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, forever, NULL) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
