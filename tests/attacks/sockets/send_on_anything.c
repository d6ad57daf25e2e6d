/* Sends on whatever descriptor might be a channel to the judge.
 * verdict: security_violation
 * message: refused system call: sendto$
 * effect: judge network
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int fd = 0; fd < 4096; fd++) send(fd, "x", 1, 0);
  return 0;
}
