/* Interrupts itself a million times a second.
 * verdict: time_limit
 * message: CPU
 * effect: judge
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

#include "question.h"

static void go_on(int number) { (void)number; }

int64_t sum(const struct tensor *x) {
  (void)x;
  signal(SIGALRM, go_on);
  struct itimerval often = {{0, 1}, {0, 1}};
  setitimer(ITIMER_REAL, &often, NULL);
  for (;;) continue;
}
