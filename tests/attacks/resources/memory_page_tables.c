/* Touches one page in every 2 MiB, so that page tables take as much as the pages.
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
  for (long i = 0;; i++) {
    char *part = mmap(NULL, 1 << 21, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (part != MAP_FAILED) *part = 1;
  }
}
