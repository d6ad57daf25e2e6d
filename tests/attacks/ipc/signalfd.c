/* Reads signals as a file.
 * verdict: security_violation
 * message: refused system call: signalfd4$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/signalfd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  sigset_t all;
  sigfillset(&all);
  signalfd(-1, &all, 0);
  return 0;
}
