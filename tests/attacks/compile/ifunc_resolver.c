/* Runs while the loader resolves its symbols.
 * verdict: security_violation
 * message: refused system call: chroot$
 * effect: file
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

static int64_t real(void) { return 0; }
static void *choose(void) {
  __asm__ volatile("syscall" : : "a"(161), "D"("/tmp") : "rcx", "r11", "memory");
  return (void *)real;
}
int64_t helper(void) __attribute__((ifunc("choose")));
int64_t use(void) { return helper(); }
int64_t (*volatile keep)(void) = helper;

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
