/* Lets the kernel fill a mapping in one call.
 * verdict: memory_limit
 * rlimit: time_limit
 * message: needed more than 32 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;)
    mmap(NULL, 1 << 26, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}
