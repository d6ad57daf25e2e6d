/* Makes a pair of sockets, to pass descriptors.
 * verdict: security_violation
 * message: refused system call: socketpair$
 * effect: socket
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  return 0;
}
