/* Ends its group, in which it is alone.
 * verdict: runtime_error
 * message: SIG(KILL|TERM)
 * effect: signal judge
 */
#define _GNU_SOURCE
#include <signal.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  kill(0, SIGTERM);
  return 0;
}
