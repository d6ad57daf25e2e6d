/* Joins root's group.
 * verdict: security_violation
 * message: refused system call: setgid$
 * effect: process file
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setgid(0);
  return 0;
}
