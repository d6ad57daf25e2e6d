/* Leaves a System V segment.
 * verdict: security_violation
 * message: refused system call: shmget$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/shm.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  shmget(0x47524144, 4096, IPC_CREAT | 0666);
  return 0;
}
