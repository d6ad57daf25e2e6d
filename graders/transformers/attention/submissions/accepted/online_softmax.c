/* One pass over the keys with a running maximum (Milakov and Gimelshein 2018), in float. */
#include "question.h"

#include <math.h>
#include <string.h>

int attention(const struct tensor *q, const struct tensor *k, const struct tensor *v,
              const struct tensor *mask, struct tensor *out) {
  int64_t b = q->shape[0], t = q->shape[1], d = q->shape[2], s = k->shape[1], e = v->shape[2];
  float scale = 1 / sqrtf((float)d);
  for (int64_t row = 0; row < b * t; row++) {
    const float *query = q->f32 + row * d, *key = k->f32 + row / t * s * d;
    const float *value = v->f32 + row / t * s * e;
    float *to = out->f32 + row * e, top = -INFINITY, sum = 0;
    memset(to, 0, (size_t)e * sizeof *to);
    for (int64_t l = 0; l < s; l++, key += d, value += e) {
      if (mask->u8[row * s + l] == 0) continue;
      float logit = 0;
      for (int64_t i = d - 1; i >= 0; i--) logit += query[i] * scale * key[i];
      if (logit > top) {
        float shrink = expf(top - logit);
        sum *= shrink;
        for (int64_t i = 0; i < e; i++) to[i] *= shrink;
        top = logit;
      }
      float weight = expf(logit - top);
      sum += weight;
      for (int64_t i = 0; i < e; i++) to[i] += weight * value[i];
    }
    for (int64_t i = 0; i < e && sum > 0; i++) to[i] /= sum;
  }
  return 0;
}
