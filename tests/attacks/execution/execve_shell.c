/* Becomes a shell.
 * verdict: security_violation
 * message: refused system call: execve$
 * effect: process file
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  char *words[] = {"sh", "-c", "touch /tmp/graded-attack-planted", NULL};
  execve("/bin/sh", words, NULL);
  return 0;
}
