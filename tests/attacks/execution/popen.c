/* Runs a shell command and reads its output.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process secret
 */
#include <stdio.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  popen("cat /tmp/graded-attacks/secret.h", "r");
  return 0;
}
