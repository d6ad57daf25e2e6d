/* Changes the root, to climb out of it with chdir("..").
 * verdict: security_violation
 * message: refused system call: chroot$
 * effect: file secret
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  chroot("/tmp");
  return 0;
}
