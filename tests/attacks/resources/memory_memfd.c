/* Fills files of memory that no file system limits.
 * verdict: security_violation
 * message: refused system call: memfd_create$
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) ftruncate(memfd_create("hoard", 0), 1 << 30);
  return 0;
}
