/* Means as running averages, centroids and dimensions from the last to the first, and a break off
 * where a distance is already too large. */
#include "question.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool assign(const struct tensor *x, const struct tensor *c, int32_t *label) {
  int64_t n = x->shape[0], d = x->shape[1];
  bool moved = false;
  for (int64_t i = 0; i < n; i++) {
    double best = INFINITY;
    int32_t nearest = 0;
    for (int64_t k = c->shape[0] - 1; k >= 0; k--) {
      double sum = 0;
      for (int64_t j = d - 1; j >= 0 && sum <= best; j--) {
        double difference = x->f64[i * d + j] - c->f64[k * d + j];
        sum += difference * difference;
      }
      if (sum > best) continue;
      best = sum;
      nearest = (int32_t)k;
    }
    moved |= label[i] != nearest;
    label[i] = nearest;
  }
  return moved;
}

static void update(const struct tensor *x, struct tensor *c, const int32_t *label) {
  int64_t n = x->shape[0], d = x->shape[1], k = c->shape[0];
  int64_t *count = calloc((size_t)k, sizeof *count);
  if (!count) abort();
  for (int64_t i = 0; i < n; i++) {
    double *mean = c->f64 + label[i] * d, share = 1 / (double)++count[label[i]];
    for (int64_t j = 0; j < d; j++) mean[j] += share * (x->f64[i * d + j] - mean[j]);
  }
  free(count);
}

int kmeans(const struct tensor *x, const struct tensor *c0, int32_t iters, struct tensor *c,
           struct tensor *label, double *inertia) {
  int64_t n = x->shape[0], d = x->shape[1];
  memcpy(c->f64, c0->f64, (size_t)tensor_count(c0) * sizeof(double));
  memset(label->i32, 0xFF, (size_t)n * sizeof(int32_t));
  bool moved = assign(x, c, label->i32);
  for (int32_t i = 0; i < iters && moved; i++) {
    update(x, c, label->i32);
    moved = assign(x, c, label->i32);
  }
  *inertia = 0;
  for (int64_t i = 0; i < n * d; i++) {
    double difference = x->f64[i] - c->f64[label->i32[i / d] * d + i % d];
    *inertia += difference * difference;
  }
  return 0;
}
