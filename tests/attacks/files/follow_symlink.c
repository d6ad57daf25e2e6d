/* Goes to the host by a symbolic link of its own.
 * verdict: accepted
 * effect: secret
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  symlink("/tmp/graded-attacks/secret.h", "/tmp/link");
  symlink("../../../../tmp/graded-attacks/secret.h", "/tmp/other");
  if (open("/tmp/link", O_RDONLY) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
