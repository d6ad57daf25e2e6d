/* Nothing but float: plain sums in two passes, from the last value to the first. */
#include "question.h"

#include <math.h>
#include <stdlib.h>

struct BN {
  int32_t channels;
  float eps, momentum;
  float running[]; /* means, then variances */
};

struct BN *BN_new(int32_t C, float eps, float momentum) {
  struct BN *self = calloc(1, sizeof *self + 2 * (size_t)C * sizeof(float));
  if (!self) return NULL;
  self->channels = C;
  self->eps = eps;
  self->momentum = momentum;
  for (int32_t i = 0; i < C; i++) self->running[C + i] = 1;
  return self;
}

static void learn(struct BN *self, const struct tensor *x, int64_t c, float *mean, float *var) {
  int64_t n = x->shape[0], channels = x->shape[1], plane = x->shape[2] * x->shape[3];
  float sum = 0, squares = 0, count = (float)(n * plane);
  for (int64_t i = n - 1; i >= 0; i--)
    for (int64_t j = plane - 1; j >= 0; j--) sum += x->f32[(i * channels + c) * plane + j];
  *mean = sum / count;
  for (int64_t i = n - 1; i >= 0; i--)
    for (int64_t j = plane - 1; j >= 0; j--) {
      float difference = x->f32[(i * channels + c) * plane + j] - *mean;
      squares += difference * difference;
    }
  *var = squares / count;
  float *old_mean = &self->running[c], *old_var = &self->running[self->channels + c];
  *old_mean += self->momentum * (*mean - *old_mean);
  *old_var += self->momentum * (*var - *old_var);
}

int BN_forward(struct BN *self, const struct tensor *x, bool train, struct tensor *out) {
  int64_t n = x->shape[0], channels = x->shape[1], plane = x->shape[2] * x->shape[3];
  if (train && n * plane == 1) return FAIL_ESHAPE;
  for (int64_t c = 0; c < channels; c++) {
    float mean = self->running[c], var = self->running[self->channels + c];
    if (train) learn(self, x, c, &mean, &var);
    float deviation = sqrtf(var + self->eps);
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < plane; j++) {
        int64_t at = (i * channels + c) * plane + j;
        out->f32[at] = (x->f32[at] - mean) / deviation;
      }
  }
  return 0;
}

int BN_stats(struct BN *self, struct tensor *mean, struct tensor *var) {
  int64_t c = self->channels;
  if (!tensor_resize(mean, 1, &c) || !tensor_resize(var, 1, &c)) return -1;
  for (int64_t i = 0; i < c; i++) {
    mean->f32[i] = self->running[i];
    var->f32[i] = self->running[c + i];
  }
  return 0;
}

void BN_free(struct BN *self) { free(self); }
