/* Uses the kernel's cryptography.
 * verdict: security_violation
 * message: refused system call: socket$
 * effect: network socket
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  socket(AF_ALG, SOCK_SEQPACKET, 0);
  return 0;
}
