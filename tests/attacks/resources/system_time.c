/* Burns time in the kernel alone.
 * verdict: time_limit
 * message: CPU
 * effect: process
 */
#define _GNU_SOURCE
#include <sys/stat.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  struct stat info;
  for (;;) stat("/program", &info);
  return x->shape[0];
}
