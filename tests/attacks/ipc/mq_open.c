/* Leaves a POSIX queue.
 * verdict: security_violation
 * message: refused system call: mq_open$
 * effect: ipc file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_mq_open, "graded-attack-planted", O_CREAT | O_RDWR, 0666, 0);
  return 0;
}
