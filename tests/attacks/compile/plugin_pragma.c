/* Loads a plugin into the compiler.
 * verdict: accepted
 * effect: process
 */
#pragma GCC plugin "/tmp/plugin.so"
#pragma comment(lib, "evil")
#pragma GCC dependency "/tmp/question.h"

#include "question.h"

int64_t sum(const struct tensor *x) {
  int64_t total = 0;
  for (int64_t i = 0; i < x->shape[0]; i++) total += x->i64[i];
  return total;
}
