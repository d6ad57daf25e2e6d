/* Attaches to the segments of others.
 * verdict: security_violation
 * message: refused system call: shmat$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/shm.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int i = 0; i < 100; i++) shmat(i, NULL, 0);
  return 0;
}
