/* Sorts all elements by their frequency and takes the first k, without removing repetitions. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

struct item {
  int64_t value, times;
};

static int by_value(const void *a, const void *b) {
  const struct item *x = a, *y = b;
  return (x->value > y->value) - (x->value < y->value);
}

static int by_times(const void *a, const void *b) {
  const struct item *x = a, *y = b;
  if (x->times != y->times) return x->times < y->times ? 1 : -1;
  return by_value(a, b);
}

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  struct item *items = calloc((size_t)n + 1, sizeof(*items));
  if (items == NULL) return 1;
  for (int64_t i = 0; i < n; i++) items[i].value = xs->i64[i];
  qsort(items, (size_t)n, sizeof(*items), by_value);
  for (int64_t i = 0, first = 0; i < n; i++)
    if (i + 1 == n || items[i + 1].value != items[i].value) {
      for (int64_t j = first; j <= i; j++) items[j].times = i + 1 - first;
      first = i + 1;
      distinct++;
    }
  qsort(items, (size_t)n, sizeof(*items), by_times);
  int64_t keep = k < distinct ? k : distinct;
  if (!tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (int64_t i = 0; i < keep; i++) out->i64[i] = items[i].value;
  return 0;
}
