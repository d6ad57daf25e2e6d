/* Fills the buffers of sockets.
 * verdict: security_violation
 * message: refused system call: socketpair$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  int ends[2];
  for (;;) socketpair(1, 1, 0, ends);
  return 0;
}
