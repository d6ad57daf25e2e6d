/* Mounts /proc, to look at processes and their memory.
 * verdict: security_violation
 * message: refused system call: mount$
 * effect: mount
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mount.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  mount("graded-attack-planted", "/tmp", "proc", 0, NULL);
  return 0;
}
