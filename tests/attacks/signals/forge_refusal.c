/* Sends itself the signal of a refused call.
 * verdict: security_violation
 * message: SIGSYS|refused
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  raise(SIGSYS);
  return 0;
}
