/* Makes the whole host write its disks.
 * verdict: security_violation
 * message: refused system call: sync$
 * effect: judge
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  sync();
  return 0;
}
