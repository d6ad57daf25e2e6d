/* Starts a program by a descriptor.
 * verdict: security_violation
 * message: refused system call: execveat$
 * effect: process file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  char *words[] = {"program", NULL};
  fexecve(open("/program", O_RDONLY), words, words + 1);
  return 0;
}
