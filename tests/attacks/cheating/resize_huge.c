/* Asks for an output of half a gigabyte, and fills it.
 * question: negate
 * verdict: memory_limit
 * rlimit: time_limit memory_limit
 * effect: answer judge
 */
#include "question.h"

int negate(const struct tensor *x, struct tensor *y, struct tensor *even) {
  int64_t large = 1 << 26;
  if (!tensor_resize(even, 1, &large)) return -1;
  for (int64_t i = 0; i < large; i++) even->i64[i] = 2;
  (void)x;
  (void)y;
  return 0;
}
