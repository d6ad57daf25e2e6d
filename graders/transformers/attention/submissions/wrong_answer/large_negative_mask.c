/* Masked logits are -1e9 instead of minus infinity: a fully masked query becomes the mean of v. */
#include "question.h"

#include <math.h>
#include <stdlib.h>

static void attend(const float *q, const float *k, const float *v, const uint8_t *mask, int64_t s,
                   int64_t d, int64_t e, float *w, float *out) {
  float top = -INFINITY, sum = 0;
  for (int64_t l = 0; l < s; l++) {
    float dot = 0;
    for (int64_t i = 0; i < d; i++) dot += q[i] * k[l * d + i];
    w[l] = mask[l] ? dot / sqrtf((float)d) : -1e9f;
    if (w[l] > top) top = w[l];
  }
  for (int64_t i = 0; i < e; i++) out[i] = 0;
  if (top == -INFINITY) return;
  for (int64_t l = 0; l < s; l++) sum += w[l] = expf(w[l] - top);
  for (int64_t l = 0; l < s; l++)
    for (int64_t i = 0; i < e; i++) out[i] += w[l] / sum * v[l * e + i];
}

int attention(const struct tensor *q, const struct tensor *k, const struct tensor *v,
              const struct tensor *mask, struct tensor *out) {
  int64_t b = q->shape[0], t = q->shape[1], d = q->shape[2], s = k->shape[1], e = v->shape[2];
  float *w = malloc((size_t)s * sizeof *w);
  if (!w) abort();
  for (int64_t i = 0; i < b; i++)
    for (int64_t j = 0; j < t; j++)
      attend(q->f32 + (i * t + j) * d, k->f32 + i * s * d, v->f32 + i * s * e,
             mask->u8 + (i * t + j) * s, s, d, e, w, out->f32 + (i * t + j) * e);
  free(w);
  return 0;
}
