/* |x|^2 - 2 x.c + |c|^2 around 1e8: the squares are 1e16, nothing is left of distances around 1. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

static double assign(const double *x, int64_t n, int64_t d, const double *c, int64_t k,
                     int32_t *label) {
  double total = 0;
  for (int64_t i = 0; i < n; i++) {
    double best = 0;
    for (int64_t j = 0; j < k; j++) {
      double xx = 0, xc = 0, cc = 0;
      for (int64_t l = 0; l < d; l++) {
        xx += x[i * d + l] * x[i * d + l];
        xc += x[i * d + l] * c[j * d + l];
        cc += c[j * d + l] * c[j * d + l];
      }
      double sum = xx - 2 * xc + cc;
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
    *inertia = assign(x->f64, n, d, c->f64, k, label->i32);
    if (memcmp(old, label->i32, (size_t)n * sizeof *old) == 0) break;
  }
  free(old);
  return 0;
}
