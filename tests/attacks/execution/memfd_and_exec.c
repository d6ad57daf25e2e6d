/* Makes a program in memory and becomes it.
 * verdict: security_violation
 * message: refused system call: memfd_create$
 * effect: process file
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  int fd = memfd_create("payload", 0);
  char *words[] = {"payload", NULL};
  write(fd, "#!/bin/sh\n", 10);
  fexecve(fd, words, words + 1);
  return 0;
}
