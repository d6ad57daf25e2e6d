/* Writes without an end.
 * verdict: output_limit
 * message: more than 1 MiB
 * effect: process
 */
#include <stdio.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  (void)x;
  for (;;) puts("spam spam spam spam spam spam spam spam");
}
