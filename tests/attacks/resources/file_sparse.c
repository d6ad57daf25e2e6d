/* Makes a file with a hole of a terabyte.
 * verdict: output_limit
 * message: more than 1 MiB
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  int fd = open("/tmp/sparse", O_WRONLY | O_CREAT, 0600);
  ftruncate(fd, 1ll << 40);
  return 0;
}
