/* Runs a shell command.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process file
 */
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  system("touch /tmp/graded-attack-planted");
  return 0;
}
