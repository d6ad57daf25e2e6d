/* Puts everything on the stack.
 * verdict: runtime_error
 * message: stack overflow
 * effect: process
 */
#include <string.h>

#include "question.h"

static int deep(volatile int level) {
  char frame[4096];
  memset(frame, level, sizeof frame);
  return deep(level + 1) + frame[level & 4095];
}

int64_t sum(const struct tensor *x) { return deep(0) + x->shape[0]; }
