/* Handles its own memory fault by going on, forever.
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
  signal(SIGSEGV, go_on);
  return *(volatile int *)8;
}
