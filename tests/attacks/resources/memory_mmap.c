/* Maps and touches memory until there is none.
 * verdict: memory_limit
 * rlimit: time_limit
 * message: needed more than 32 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) {
    char *part = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (part != MAP_FAILED) memset(part, 1, 1 << 20);
  }
}
