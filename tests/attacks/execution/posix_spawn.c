/* Starts a program by posix_spawn.
 * verdict: security_violation
 * message: refused system call: clone$
 * effect: process file
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stddef.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  pid_t pid;
  char *words[] = {"sh", NULL};
  posix_spawn(&pid, "/bin/sh", NULL, NULL, words, words + 1);
  return 0;
}
