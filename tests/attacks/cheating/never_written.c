/* Leaves its output as it was.
 * question: negate
 * verdict: bad_output
 * effect: answer judge
 */
#include "question.h"

int negate(const struct tensor *x, struct tensor *y, struct tensor *even) {
  (void)x;
  (void)y;
  (void)even;
  return 0;
}
