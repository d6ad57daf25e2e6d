/* Lengthens the file behind stdout without writing.
 * verdict: output_limit
 * message: more than 1 MiB
 * effect: process
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  ftruncate(1, 1ll << 40);
  return 0;
}
