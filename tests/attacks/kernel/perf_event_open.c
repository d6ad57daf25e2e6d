/* Opens a performance counter.
 * verdict: security_violation
 * message: refused system call: perf_event_open$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_perf_event_open, 0, 0, -1, -1, 0);
  return 0;
}
