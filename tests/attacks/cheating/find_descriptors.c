/* Looks for descriptors of inputs, outputs, programs or channels, and reads each.
 * verdict: accepted
 * effect: answer judge
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  char byte;
  for (int fd = 3; fd < 4096; fd++)
    if (fcntl(fd, F_GETFD) >= 0 || pread(fd, &byte, 1, 0) >= 0) {
      fputs("BREACH\n", stderr);
      abort();
    }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
