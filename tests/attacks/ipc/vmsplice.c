/* Lends pages to a pipe, to change them afterwards.
 * verdict: security_violation
 * message: refused system call: vmsplice$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  int ends[2];
  struct iovec page = {ends, 8};
  if (pipe(ends) != 0) return 0;
  vmsplice(ends[1], &page, 1, 0);
  return 0;
}
