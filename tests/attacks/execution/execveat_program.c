/* Starts its own program file.
 * verdict: security_violation
 * message: refused system call: execveat$
 * effect: process file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_execveat, -100, "/program", 0, 0, 0);
  return 0;
}
