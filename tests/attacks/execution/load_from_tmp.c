/* Writes a copy of its own program into /tmp and loads that.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int from = open("/program", O_RDONLY), to = open("/tmp/copy", O_WRONLY | O_CREAT, 0700);
  sendfile(to, from, NULL, 1 << 20);
  close(to);
  if (dlopen("/tmp/copy", RTLD_NOW) != NULL) {
    fputs("BREACH\n", stderr);
    abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
