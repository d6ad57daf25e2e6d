/* Of equally far rows the one with the higher index counts as nearer. */
#include "question.h"

#include <math.h>
#include <stdlib.h>

struct neighbour {
  double distance;
  int64_t index;
};

static int64_t nearest(const struct tensor *xtr, const double *x, int64_t k,
                       struct neighbour *best) {
  int64_t n = xtr->shape[0], d = xtr->shape[1], held = 0;
  for (int64_t i = 0; i < n; i++) {
    double distance = 0;
    for (int64_t j = 0; j < d; j++)
      distance += (x[j] - xtr->f64[i * d + j]) * (x[j] - xtr->f64[i * d + j]);
    if (held == k && distance > best[k - 1].distance) continue;
    int64_t at = held < k ? held++ : k - 1;
    for (; at > 0 && best[at - 1].distance >= distance; at--) best[at] = best[at - 1];
    best[at] = (struct neighbour){distance, i};
  }
  return held;
}

int knn(const struct tensor *xtr, const struct tensor *ytr, const struct tensor *xte, int32_t k,
        struct tensor *out) {
  int64_t m = xte->shape[0], d = xte->shape[1];
  struct neighbour *best = malloc((size_t)k * sizeof *best);
  if (!best) abort();
  for (int64_t q = 0; q < m; q++) {
    int64_t held = nearest(xtr, xte->f64 + q * d, k, best), most = 0;
    int32_t winner = 0;
    for (int64_t i = 0; i < held; i++) {
      int32_t label = ytr->i32[best[i].index];
      int64_t count = 0;
      for (int64_t j = 0; j < held; j++) count += ytr->i32[best[j].index] == label;
      if (count > most || (count == most && label < winner)) {
        most = count;
        winner = label;
      }
    }
    out->i32[q] = winner;
  }
  free(best);
  return 0;
}
