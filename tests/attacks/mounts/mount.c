/* Mounts a file system of its own over /tmp.
 * verdict: security_violation
 * message: refused system call: mount$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/mount.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  mount("graded-attack-planted", "/tmp", "tmpfs", 0, "");
  return 0;
}
