/* Takes an abstract address, which no file system limits.
 * verdict: security_violation
 * message: refused system call: socket$
 * effect: socket network
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/un.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0graded-attack-planted"};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  bind(fd, (struct sockaddr *)&name, sizeof name);
  listen(fd, 1);
  return 0;
}
