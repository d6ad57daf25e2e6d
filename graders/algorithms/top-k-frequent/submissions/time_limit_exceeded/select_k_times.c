/* Counts well, then searches all frequencies for the greatest, k times: O(k D). */
#include "question.h"

#include <stdlib.h>
#include <string.h>

struct run {
  int64_t value, times;
};

static int by_value(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  int64_t *sorted = malloc(((size_t)n + 1) * sizeof(*sorted));
  struct run *runs = calloc((size_t)n + 1, sizeof(*runs));
  if (sorted == NULL || runs == NULL) return 1;
  if (n > 0) memcpy(sorted, xs->i64, (size_t)n * sizeof(*sorted));
  qsort(sorted, (size_t)n, sizeof(*sorted), by_value);
  for (int64_t i = 0; i < n; i++) {
    if (i == 0 || sorted[i] != sorted[i - 1]) runs[distinct++].value = sorted[i];
    runs[distinct - 1].times++;
  }
  int64_t keep = k < distinct ? k : distinct;
  if (!tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (int64_t i = 0; i < keep; i++) {
    int64_t best = 0;
    for (int64_t j = 1; j < distinct; j++)
      if (runs[j].times > runs[best].times) best = j;
    out->i64[i] = runs[best].value;
    runs[best].times = 0;
  }
  return 0;
}
