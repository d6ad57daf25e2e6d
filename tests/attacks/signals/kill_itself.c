/* Ends itself with a signal that no handler sees.
 * verdict: runtime_error
 * message: SIGKILL
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  kill(getpid(), SIGKILL);
  return 0;
}
