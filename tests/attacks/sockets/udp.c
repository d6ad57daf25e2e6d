/* Sends a datagram to the canary.
 * verdict: security_violation
 * message: refused system call: socket$
 * effect: network socket
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  socket(AF_INET, SOCK_DGRAM, 0);
  return 0;
}
