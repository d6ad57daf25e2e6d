/* Opens a file of the host by its handle.
 * verdict: security_violation
 * message: refused system call: open_by_handle_at$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_open_by_handle_at, -100, 0, 0);
  return 0;
}
