/* All differences at once: an array of N x K x D numbers. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

static double assign(const struct tensor *x, const struct tensor *c, double *difference,
                     int32_t *label) {
  int64_t n = x->shape[0], d = x->shape[1], k = c->shape[0];
  double total = 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < k; j++)
      for (int64_t l = 0; l < d; l++)
        difference[(i * k + j) * d + l] = x->f64[i * d + l] - c->f64[j * d + l];
  for (int64_t i = 0; i < n; i++) {
    double best = 0;
    for (int64_t j = 0; j < k; j++) {
      double sum = 0;
      for (int64_t l = 0; l < d; l++)
        sum += difference[(i * k + j) * d + l] * difference[(i * k + j) * d + l];
      if (j > 0 && sum >= best) continue;
      best = sum;
      label[i] = (int32_t)j;
    }
    total += best;
  }
  return total;
}

int kmeans(const struct tensor *x, const struct tensor *c0, int32_t iters, struct tensor *c,
           struct tensor *label, double *inertia) {
  int64_t n = x->shape[0], d = x->shape[1], k = c0->shape[0];
  double *difference = malloc((size_t)(n * k * d) * sizeof(double) + 1);
  int64_t *count = calloc((size_t)k, sizeof *count);
  double *sum = calloc((size_t)(k * d), sizeof *sum);
  memcpy(c->f64, c0->f64, (size_t)(k * d) * sizeof(double));
  *inertia = assign(x, c, difference, label->i32);
  for (int32_t it = 0; it < iters; it++) {
    memset(count, 0, (size_t)k * sizeof *count);
    memset(sum, 0, (size_t)(k * d) * sizeof *sum);
    for (int64_t i = 0; i < n; i++) {
      count[label->i32[i]]++;
      for (int64_t l = 0; l < d; l++) sum[label->i32[i] * d + l] += x->f64[i * d + l];
    }
    for (int64_t j = 0; j < k * d; j++)
      if (count[j / d] > 0) c->f64[j] = sum[j] / (double)count[j / d];
    *inertia = assign(x, c, difference, label->i32);
  }
  return 0;
}
