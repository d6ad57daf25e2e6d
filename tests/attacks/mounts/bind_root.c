/* Binds the root elsewhere, to reach what lies beside it.
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
  mount("/", "/tmp", "graded-attack-planted", MS_BIND | MS_REC, NULL);
  return 0;
}
