/* Becomes root.
 * verdict: security_violation
 * message: refused system call: setresuid$
 * effect: process file
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setresuid(0, 0, 0);
  return 0;
}
