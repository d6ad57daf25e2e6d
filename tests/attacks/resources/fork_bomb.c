/* Doubles itself until the machine stands still.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) fork();
  return 0;
}
