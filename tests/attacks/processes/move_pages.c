/* Moves pages of memory.
 * verdict: security_violation
 * message: refused system call: move_pages$
 * effect: process signal
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_move_pages, 0, 0, 0, 0, 0, 0);
  return 0;
}
