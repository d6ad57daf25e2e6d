/* Opens the terminal of whoever started the daemon.
 * verdict: accepted
 * effect: secret
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  if (open("/dev/tty", O_RDONLY) >= 0 || open("/dev/tty", O_PATH) >= 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
