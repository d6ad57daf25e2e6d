/* A table indexed by the value: values of 64 bits lie outside of every table. */
#include "question.h"

#include <stdlib.h>

#define TABLE 1000000

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  int64_t *counts = calloc(TABLE, sizeof(*counts));
  if (counts == NULL) return 1;
  for (int64_t i = 0; i < n; i++) distinct += counts[xs->i64[i]]++ == 0;
  int64_t keep = k < distinct ? k : distinct;
  if (!tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (int64_t i = 0; i < keep; i++) {
    int64_t best = 0;
    for (int64_t j = 1; j < TABLE; j++)
      if (counts[j] > counts[best]) best = j;
    out->i64[i] = best;
    counts[best] = 0;
  }
  return 0;
}
