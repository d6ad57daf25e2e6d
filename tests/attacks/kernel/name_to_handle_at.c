/* Asks for a file's handle.
 * verdict: security_violation
 * message: refused system call: name_to_handle_at$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_name_to_handle_at, -100, "/", 0, 0, 0);
  return 0;
}
