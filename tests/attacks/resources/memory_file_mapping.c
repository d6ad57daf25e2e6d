/* Fills /tmp through a shared mapping.
 * verdict: runtime_error
 * message: SIGBUS
 * effect: file
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (int i = 0;; i++) {
    char name[32];
    sprintf(name, "/tmp/%d", i);
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    ftruncate(fd, 1 << 20);
    memset(mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), 1, 1 << 20);
    close(fd);
  }
}
