/* Looks every element up in an unsorted array of what was seen: O(N D). */
#include "question.h"

#include <stdlib.h>

struct run {
  int64_t value, times;
};

static int by_times(const void *a, const void *b) {
  const struct run *x = a, *y = b;
  return (x->times < y->times) - (x->times > y->times);
}

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  struct run *runs = calloc((size_t)n + 1, sizeof(*runs));
  if (runs == NULL) return 1;
  for (int64_t i = 0; i < n; i++) {
    int64_t at = 0;
    while (at < distinct && runs[at].value != xs->i64[i]) at++;
    if (at == distinct) runs[distinct++].value = xs->i64[i];
    runs[at].times++;
  }
  qsort(runs, (size_t)distinct, sizeof(*runs), by_times);
  int64_t keep = k < distinct ? k : distinct;
  if (!tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (int64_t i = 0; i < keep; i++) out->i64[i] = runs[i].value;
  return 0;
}
