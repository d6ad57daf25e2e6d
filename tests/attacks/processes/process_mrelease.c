/* Frees another process's memory.
 * verdict: security_violation
 * message: refused system call: process_mrelease$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_process_mrelease, 3, 0);
  return 0;
}
