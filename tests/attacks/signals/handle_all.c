/* Handles every signal by going on.
 * verdict: time_limit
 * message: CPU
 * effect: process
 */
#define _GNU_SOURCE
#include <signal.h>

#include "question.h"

static void go_on(int number) { (void)number; }

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int number = 1; number < 65; number++) signal(number, go_on);
  for (;;) continue;
}
