/* Drops groups that forbid.
 * verdict: security_violation
 * message: refused system call: setgroups$
 * effect: process file
 */
#define _GNU_SOURCE
#include <grp.h>
#include <stddef.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  setgroups(0, NULL);
  return 0;
}
