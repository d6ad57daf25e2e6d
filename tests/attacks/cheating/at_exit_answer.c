/* Answers wrongly and has another answer written at the end.
 * verdict: wrong_answer
 * effect: answer
 */
#include <stdlib.h>

#include "question.h"

static const struct tensor *kept;
static void late(void) { kept->i64[0] = 42; }

int64_t sum(const struct tensor *x) {
  atexit(late);
  kept = x;
  return 42;
}
