/* Gives up with an error when there are not k different values. */
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

static int by_times(const void *a, const void *b) {
  const struct run *x = a, *y = b;
  return (x->times < y->times) - (x->times > y->times);
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
  qsort(runs, (size_t)distinct, sizeof(*runs), by_times);
  if (k > distinct || !tensor_resize(out, 1, (int64_t[]){k})) return 1;
  for (int64_t i = 0; i < k; i++) out->i64[i] = runs[i].value;
  return 0;
}
