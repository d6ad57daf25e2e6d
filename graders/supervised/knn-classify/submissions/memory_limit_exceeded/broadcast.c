/* All differences at once: an array of M x N x D numbers. */
#include "question.h"

#include <stdlib.h>

int knn(const struct tensor *xtr, const struct tensor *ytr, const struct tensor *xte, int32_t k,
        struct tensor *out) {
  int64_t n = xtr->shape[0], m = xte->shape[0], d = xtr->shape[1];
  double *difference = malloc((size_t)(m * n * d) * sizeof *difference + 1);
  double *distance = malloc((size_t)n * sizeof *distance);
  bool *taken = malloc((size_t)n);
  int32_t *votes = malloc((size_t)n * sizeof *votes);
  for (int64_t q = 0; q < m; q++)
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < d; j++)
        difference[(q * n + i) * d + j] = xte->f64[q * d + j] - xtr->f64[i * d + j];
  for (int64_t q = 0; q < m; q++) {
    for (int64_t i = 0; i < n; i++) {
      distance[i] = 0;
      taken[i] = false;
      for (int64_t j = 0; j < d; j++)
        distance[i] += difference[(q * n + i) * d + j] * difference[(q * n + i) * d + j];
    }
    int64_t held = 0, most = 0;
    for (; held < k && held < n; held++) {
      int64_t best = -1;
      for (int64_t i = 0; i < n; i++)
        if (!taken[i] && (best < 0 || distance[i] < distance[best])) best = i;
      taken[best] = true;
      votes[held] = ytr->i32[best];
    }
    for (int64_t i = 0; i < held; i++) {
      int64_t count = 0;
      for (int64_t j = 0; j < held; j++) count += votes[j] == votes[i];
      if (count > most || (count == most && votes[i] < out->i32[q])) {
        most = count;
        out->i32[q] = votes[i];
      }
    }
  }
  return 0;
}
