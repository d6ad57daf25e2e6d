/* Changes the host's name.
 * verdict: security_violation
 * message: refused system call: sethostname$
 * effect: hostname
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  sethostname("graded-attack-planted", 21);
  return 0;
}
