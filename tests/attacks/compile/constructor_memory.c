/* Takes memory while it is loaded.
 * verdict: memory_limit
 * rlimit: time_limit
 * message: MiB
 * effect: process
 */
#include <stdlib.h>
#include <string.h>

#include "question.h"

__attribute__((constructor)) static void early(void) {
  for (;;) {
    char *part = malloc(1 << 20);
    if (part) memset(part, 1, 1 << 20);
  }
}

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
