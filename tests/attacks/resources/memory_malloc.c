/* Takes memory until there is none, and ignores refusals.
 * verdict: memory_limit
 * rlimit: time_limit
 * message: needed more than 32 MiB
 * effect: process
 */
#include <stdlib.h>
#include <string.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) {
    char *page = malloc(1 << 20);
    if (page) memset(page, 1, 1 << 20);
  }
}
