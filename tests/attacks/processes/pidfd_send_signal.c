/* Sends a signal by a descriptor.
 * verdict: security_violation
 * message: refused system call: pidfd_send_signal$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_pidfd_send_signal, 3, 9, 0, 0);
  return 0;
}
