/* Watches what others do with files.
 * verdict: security_violation
 * message: refused system call: inotify_init1$
 * effect: ipc
 */
#define _GNU_SOURCE
#include <sys/inotify.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  inotify_init1(0);
  return 0;
}
