/* Leaves a System V semaphore.
 * verdict: security_violation
 * message: refused system call: semget$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/sem.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  semget(0x47524144, 1, IPC_CREAT | 0666);
  return 0;
}
