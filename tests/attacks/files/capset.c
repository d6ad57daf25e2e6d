/* Takes every capability.
 * verdict: security_violation
 * message: refused system call: capset$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct {
    unsigned version;
    int pid;
  } head = {0x20080522, 0};
  unsigned data[6] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
  syscall(SYS_capset, &head, data);
  return 0;
}
