/* Makes the read-only root writable.
 * verdict: security_violation
 * message: refused system call: mount$
 * effect: mount file
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mount.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL);
  return 0;
}
