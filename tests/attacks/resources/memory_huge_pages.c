/* Asks for huge pages, of which each counts 2 MiB.
 * verdict: memory_limit
 * rlimit: time_limit memory_limit
 * message: needed more than 32 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) {
    char *part = mmap(NULL, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (part == MAP_FAILED) continue;
    madvise(part, 1 << 24, MADV_HUGEPAGE);
    for (int i = 0; i < 1 << 24; i += 4096) part[i] = 1;
  }
}
