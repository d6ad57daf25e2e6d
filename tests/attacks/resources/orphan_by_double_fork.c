/* Leaves a daemon behind that outlives the test.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  if (fork() == 0 && fork() == 0) pause();
  return 0;
}
