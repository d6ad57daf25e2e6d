/* Reads raw frames.
 * verdict: security_violation
 * message: refused system call: socket$
 * effect: network socket
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  socket(AF_PACKET, SOCK_RAW, 0);
  return 0;
}
