/* Calls the fixed page of the kernel's old interface.
 * verdict: runtime_error wrong_answer security_violation
 * effect: process clock
 */
#include <stddef.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  long (*get_time)(long *) = (long (*)(long *))0xffffffffff600400;
  return get_time(NULL);
}
