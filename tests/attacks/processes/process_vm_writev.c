/* Writes another process's memory.
 * verdict: security_violation
 * message: refused system call: process_vm_writev$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/uio.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  char byte = 0;
  struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
  process_vm_writev(getppid(), &here, 1, &there, 1, 0);
  return 0;
}
