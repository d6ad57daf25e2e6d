/* A max-heap of size k: evicting its top throws the most frequent values out. */
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

static void sift_down(struct run *heap, int64_t length, int64_t at) {
  for (int64_t child; (child = 2 * at + 1) < length; at = child) {
    if (child + 1 < length && heap[child + 1].times > heap[child].times) child++;
    if (heap[at].times >= heap[child].times) return;
    struct run held = heap[at];
    heap[at] = heap[child];
    heap[child] = held;
  }
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
  struct run *heap = malloc(((size_t)keep + 1) * sizeof(*heap));
  if (heap == NULL || !tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  if (keep > 0) memcpy(heap, runs, (size_t)keep * sizeof(*heap));
  for (int64_t at = keep / 2; at-- > 0;) sift_down(heap, keep, at);
  for (int64_t i = keep; i < distinct && keep > 0; i++)
    if (runs[i].times < heap[0].times) {
      heap[0] = runs[i];
      sift_down(heap, keep, 0);
    }
  for (int64_t i = 0; i < keep; i++) out->i64[i] = heap[i].value;
  return 0;
}
