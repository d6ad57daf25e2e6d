/* Switches off the randomisation of addresses.
 * verdict: security_violation
 * message: refused system call: personality$
 * effect: setting mount file
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  syscall(SYS_personality, 0x0040000);
  return 0;
}
