/* Uses a file as swap.
 * verdict: security_violation
 * message: refused system call: swapon$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_swapon, "/tmp/swap", 0);
  return 0;
}
