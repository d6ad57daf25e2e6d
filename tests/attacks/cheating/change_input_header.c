/* Changes the frame in front of its input's data.
 * verdict: input_mutated
 * effect: answer judge
 */
#include <stdint.h>

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  ((char *)((uintptr_t)x->i64 & ~4095ul))[9] ^= 1;
  return total;
}
