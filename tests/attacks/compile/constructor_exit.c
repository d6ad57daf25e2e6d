/* Ends with success while it is loaded.
 * verdict: runtime_error
 * message: before it answered|exit status 0
 * effect: judge
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "question.h"

__attribute__((constructor)) static void early(void) { _exit(0); }

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
