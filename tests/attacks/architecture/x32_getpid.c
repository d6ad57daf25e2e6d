/* Calls the kernel by its x32 numbers.
 * verdict: security_violation
 * message: refused system call, by a 32-bit interface
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  return syscall(0x40000000 + SYS_getpid);
}
