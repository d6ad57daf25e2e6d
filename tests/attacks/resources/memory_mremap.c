/* Grows one mapping.
 * verdict: memory_limit
 * rlimit: runtime_error
 * message: needed more than 32 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  size_t size = 1 << 20;
  char *part = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (;;) {
    part = mremap(part, size, 2 * size, MREMAP_MAYMOVE);
    if (part == MAP_FAILED) abort();
    size *= 2;
    memset(part, 1, size);
  }
}
