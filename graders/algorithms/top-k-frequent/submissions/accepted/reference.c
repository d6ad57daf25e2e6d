/* Counts in a hash table, then a min-heap of size k. */
#include "question.h"

#include <stdlib.h>

struct entry {
  int64_t value, times;
};

static struct entry *slot_of(struct entry *table, uint64_t mask, int64_t value) {
  uint64_t at = (uint64_t)value * 0x9E3779B97F4A7C15u;
  at ^= at >> 32;
  while (table[at & mask].times != 0 && table[at & mask].value != value) at++;
  return &table[at & mask];
}

static void sift_down(struct entry *heap, int64_t length, int64_t at) {
  for (int64_t child; (child = 2 * at + 1) < length; at = child) {
    if (child + 1 < length && heap[child + 1].times < heap[child].times) child++;
    if (heap[at].times <= heap[child].times) return;
    struct entry held = heap[at];
    heap[at] = heap[child];
    heap[child] = held;
  }
}

int top_k_frequent(const struct tensor *xs, int32_t k, struct tensor *out) {
  int64_t n = xs->shape[0], distinct = 0;
  uint64_t size = 16;
  while (size < 2 * (uint64_t)n) size *= 2;
  struct entry *table = calloc(size, sizeof(*table));
  if (table == NULL) return 1;
  for (int64_t i = 0; i < n; i++) {
    struct entry *slot = slot_of(table, size - 1, xs->i64[i]);
    slot->value = xs->i64[i];
    distinct += slot->times++ == 0;
  }
  int64_t keep = k < distinct ? k : distinct, length = 0;
  struct entry *heap = malloc(((size_t)keep + 1) * sizeof(*heap));
  if (heap == NULL || !tensor_resize(out, 1, (int64_t[]){keep})) return 1;
  for (uint64_t i = 0; i < size && keep > 0; i++) {
    if (table[i].times == 0) continue;
    if (length < keep) {
      heap[length++] = table[i];
      for (int64_t at = length / 2; length == keep && at-- > 0;) sift_down(heap, length, at);
    } else if (table[i].times > heap[0].times) {
      heap[0] = table[i];
      sift_down(heap, length, 0);
    }
  }
  for (int64_t i = 0; i < keep; i++) out->i64[i] = heap[i].value;
  return 0;
}
