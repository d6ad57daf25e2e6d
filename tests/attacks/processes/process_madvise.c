/* Advises on another process's memory.
 * verdict: security_violation
 * message: refused system call: process_madvise$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_process_madvise, 3, 0, 0, 0, 0);
  return 0;
}
