/* Euclidean distances with their square roots, the k nearest in a max-heap, votes over a sorted
 * copy of the labels. */
#include "question.h"

#include <math.h>
#include <stdlib.h>

struct neighbour {
  double distance;
  int64_t index;
};

static bool farther(struct neighbour a, struct neighbour b) {
  return a.distance > b.distance || (a.distance == b.distance && a.index > b.index);
}

static void sift_down(struct neighbour *heap, int64_t length, int64_t at) {
  for (int64_t child; (child = 2 * at + 1) < length; at = child) {
    if (child + 1 < length && farther(heap[child + 1], heap[child])) child++;
    if (!farther(heap[child], heap[at])) return;
    struct neighbour held = heap[at];
    heap[at] = heap[child];
    heap[child] = held;
  }
}

static int ascending(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

static int32_t vote(const struct neighbour *heap, int64_t k, const int32_t *ytr, int32_t *labels) {
  for (int64_t i = 0; i < k; i++) labels[i] = ytr[heap[i].index];
  qsort(labels, (size_t)k, sizeof *labels, ascending);
  int64_t most = 0, run = 0;
  int32_t winner = labels[0];
  for (int64_t i = 0; i < k; i++) {
    run = i > 0 && labels[i] == labels[i - 1] ? run + 1 : 1;
    if (run > most) {
      most = run;
      winner = labels[i];
    }
  }
  return winner;
}

int knn(const struct tensor *xtr, const struct tensor *ytr, const struct tensor *xte, int32_t k,
        struct tensor *out) {
  int64_t n = xtr->shape[0], d = xtr->shape[1], keep = k < n ? k : n;
  struct neighbour *heap = malloc((size_t)keep * sizeof *heap);
  int32_t *labels = malloc((size_t)keep * sizeof *labels);
  if (!heap || !labels) abort();
  for (int64_t q = 0; q < xte->shape[0]; q++) {
    for (int64_t i = 0; i < n; i++) {
      double sum = 0;
      for (int64_t j = d - 1; j >= 0; j--) {
        double difference = xtr->f64[i * d + j] - xte->f64[q * d + j];
        sum += difference * difference;
      }
      struct neighbour now = {sqrt(sum), i};
      if (i < keep)
        heap[i] = now;
      else if (farther(heap[0], now))
        heap[0] = now;
      if (i == keep - 1)
        for (int64_t at = keep / 2; at-- > 0;) sift_down(heap, keep, at);
      else if (i >= keep)
        sift_down(heap, keep, 0);
    }
    out->i32[q] = vote(heap, keep, ytr->i32, labels);
  }
  free(heap);
  free(labels);
  return 0;
}
