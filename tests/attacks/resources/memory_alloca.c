/* Takes a gigabyte of stack at once.
 * verdict: runtime_error
 * message: SIGSEGV
 * effect: process
 */
#define _GNU_SOURCE
#include <alloca.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  volatile char *frame = alloca(1u << 30);
  frame[0] = 1;
  return frame[0] + x->shape[0];
}
