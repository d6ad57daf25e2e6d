/* Takes back no_new_privs, becomes dumpable and a subreaper, keeps capabilities.
 * verdict: accepted
 * effect: process setting
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ||
      prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 || prctl(PR_SET_SECCOMP, 0, 0, 0, 0) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
