/* Becomes a user of the host.
 * verdict: security_violation
 * message: refused system call: setuid$
 * effect: process file
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setuid(1000);
  return 0;
}
