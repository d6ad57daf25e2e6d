/* Answers out of a signal handler, past the function's own return.
 * verdict: wrong_answer
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>

#include "question.h"

static sigjmp_buf back;
static void answer(int number) {
  (void)number;
  siglongjmp(back, 1);
}

int64_t sum(const struct tensor *x) {
  (void)x;
  signal(SIGSEGV, answer);
  if (sigsetjmp(back, 1)) return 42;
  return *(volatile int *)8;
}
