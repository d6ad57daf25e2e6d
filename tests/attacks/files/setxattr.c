/* Leaves an attribute on a file that all boxes see.
 * verdict: security_violation
 * message: refused system call: setxattr$
 * effect: file
 */
#define _GNU_SOURCE
#include <sys/xattr.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setxattr("/program", "user.x", "x", 1, 0);
  return 0;
}
