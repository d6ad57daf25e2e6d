/* Grows its heap by brk.
 * verdict: memory_limit
 * rlimit: time_limit
 * message: needed more than 32 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) {
    char *part = sbrk(1 << 20);
    if (part != (void *)-1) memset(part, 1, 1 << 20);
  }
}
