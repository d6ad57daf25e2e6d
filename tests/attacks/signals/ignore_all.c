/* Ignores every signal and goes on forever.
 * verdict: time_limit
 * message: CPU
 * effect: process
 */
#define _GNU_SOURCE
#include <signal.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  for (;;) continue;
}
