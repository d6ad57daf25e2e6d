/* Leaves a System V queue.
 * verdict: security_violation
 * message: refused system call: msgget$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/msg.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  msgget(0x47524144, IPC_CREAT | 0666);
  return 0;
}
