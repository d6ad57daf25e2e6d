/* Takes away what hides the host's files.
 * verdict: security_violation
 * message: refused system call: umount2$
 * effect: mount
 */
#define _GNU_SOURCE
#include <sys/mount.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  umount2("/tmp", MNT_DETACH);
  return 0;
}
