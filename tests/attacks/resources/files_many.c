/* Makes files until there is no room for names.
 * verdict: accepted
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  for (int i = 0; i < 100000; i++) {
    char name[32];
    sprintf(name, "/tmp/%d", i);
    int fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) break;
    close(fd);
    if (i == 99999) fputs("BREACH\n", stderr), abort();
  }
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
