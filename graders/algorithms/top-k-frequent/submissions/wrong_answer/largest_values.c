/* The k largest values, not the k most frequent. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

static int downwards(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x < y) - (x > y);
}

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  int64_t *sorted = malloc(((size_t)n + 1) * sizeof(*sorted));
  if (sorted == NULL) return 1;
  if (n > 0) memcpy(sorted, xs->i64, (size_t)n * sizeof(*sorted));
  qsort(sorted, (size_t)n, sizeof(*sorted), downwards);
  for (int64_t i = 0; i < n; i++)
    if (i == 0 || sorted[i] != sorted[i - 1]) sorted[distinct++] = sorted[i];
  int64_t keep = k < distinct ? k : distinct;
  if (!tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (int64_t i = 0; i < keep; i++) out->i64[i] = sorted[i];
  return 0;
}
