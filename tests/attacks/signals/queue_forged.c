/* Sends a signal with forged origin.
 * verdict: security_violation
 * message: refused system call: rt_sigqueueinfo$
 * effect: signal
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  siginfo_t info = {.si_signo = SIGCHLD, .si_code = -1};
  syscall(SYS_rt_sigqueueinfo, 1, SIGCHLD, &info);
  return 0;
}
