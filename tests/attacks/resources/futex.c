/* Waits for a lock that it holds itself.
 * verdict: time_limit
 * message: wall-clock
 * effect: process
 */
#define _GNU_SOURCE
#include <pthread.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  pthread_mutex_lock(&lock);
  return x->shape[0];
}
