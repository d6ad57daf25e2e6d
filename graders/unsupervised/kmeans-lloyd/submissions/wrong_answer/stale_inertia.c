/* The inertia is that of the centroids before the last update. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

static double assign(const double *x, int64_t n, int64_t d, const double *c, int64_t k,
                     int32_t *label) {
  double total = 0;
  for (int64_t i = 0; i < n; i++) {
    double best = 0;
    for (int64_t j = 0; j < k; j++) {
      double sum = 0;
      for (int64_t l = 0; l < d; l++)
        sum += (x[i * d + l] - c[j * d + l]) * (x[i * d + l] - c[j * d + l]);
      if (j == 0 || sum < best) {
        best = sum;
        label[i] = (int32_t)j;
      }
    }
    total += best;
  }
  return total;
}

static void update(const double *x, int64_t n, int64_t d, double *c, int64_t k,
                   const int32_t *label) {
  double *sum = calloc((size_t)(k * d), sizeof *sum);
  int64_t *count = calloc((size_t)k, sizeof *count);
  if (!sum || !count) abort();
  for (int64_t i = 0; i < n; i++) {
    count[label[i]]++;
    for (int64_t l = 0; l < d; l++) sum[label[i] * d + l] += x[i * d + l];
  }
  for (int64_t j = 0; j < k; j++)
    for (int64_t l = 0; l < d; l++)
      if (count[j] > 0) c[j * d + l] = sum[j * d + l] / (double)count[j];
  free(sum);
  free(count);
}

int kmeans(const struct tensor *x, const struct tensor *c0, int32_t iters, struct tensor *c,
           struct tensor *label, double *inertia) {
  int64_t n = x->shape[0], d = x->shape[1], k = c0->shape[0];
  memcpy(c->f64, c0->f64, (size_t)(k * d) * sizeof(double));
  int32_t *old = calloc((size_t)n + 1, sizeof *old);
  if (!old) abort();
  *inertia = assign(x->f64, n, d, c->f64, k, label->i32);
  for (int32_t i = 0; i < iters; i++) {
    memcpy(old, label->i32, (size_t)n * sizeof *old);
    update(x->f64, n, d, c->f64, k, old);
    double now = assign(x->f64, n, d, c->f64, k, label->i32);
    if (i + 1 < iters) *inertia = now;
    if (memcmp(old, label->i32, (size_t)n * sizeof *old) == 0) break;
  }
  free(old);
  return 0;
}
