/* Fills one file in /tmp.
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
  static char block[65536];
  int fd = open("/tmp/flood", O_WRONLY | O_CREAT, 0600);
  for (;;) write(fd, block, sizeof block);
}
