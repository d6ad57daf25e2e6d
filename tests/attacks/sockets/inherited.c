/* Looks for sockets among the descriptors that it was born with, and uses each.
 * verdict: accepted
 * effect: network socket judge
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  for (int fd = 0; fd < 4096; fd++) {
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode)) {
      fputs("BREACH\n", stderr);
      abort();
    }
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
