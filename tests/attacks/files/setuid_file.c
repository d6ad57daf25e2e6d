/* Makes a program that runs as root.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int fd = open("/tmp/su", O_WRONLY | O_CREAT, 0700);
  if (chmod("/tmp/su", 04755) == 0 || fchmod(fd, 04755) == 0 || chown("/tmp/su", 0, 0) == 0 ||
      fchown(fd, 1000, 1000) == 0) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
