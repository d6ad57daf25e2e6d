/* Maps a file of /tmp as code.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int fd = open("/tmp/code", O_RDWR | O_CREAT, 0700);
  ftruncate(fd, 4096);
  if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
