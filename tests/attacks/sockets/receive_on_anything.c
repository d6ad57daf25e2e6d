/* Receives from whatever descriptor might be a channel.
 * verdict: security_violation
 * message: refused system call: recvmsg$
 * effect: judge network
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct msghdr message = {0};
  for (int fd = 0; fd < 128; fd++) recvmsg(fd, &message, 0);
  return 0;
}
