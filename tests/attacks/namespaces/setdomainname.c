/* Changes the domain's name.
 * verdict: security_violation
 * message: refused system call: setdomainname$
 * effect: hostname setting
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setdomainname("graded-attack-planted", 21);
  return 0;
}
