/* One pass for maximum and sum together, in double (Milakov and Gimelshein, Online normalizer
 * calculation for softmax, 2018). */
#include "question.h"

#include <math.h>

int softmax(const struct tensor *x, int32_t axis, bool log, struct tensor *out) {
  if (axis < 0) axis += 3;
  int64_t length = x->shape[axis], stride = 1;
  for (int i = axis + 1; i < 3; i++) stride *= x->shape[i];
  int64_t count = tensor_count(x);
  for (int64_t start = 0; start < count; start++) {
    if (start / stride % length != 0) continue; /* not the first of its row */
    const float *row = x->f32 + start;
    float *to = out->f32 + start;
    double top = -INFINITY, sum = 0;
    for (int64_t i = 0; i < length; i++) {
      double v = row[i * stride];
      if (v == -INFINITY) continue;
      if (v > top) {
        sum = sum * exp(top - v) + 1;
        top = v;
      } else {
        sum += exp(v - top);
      }
      if (isnan(v)) top = sum = NAN;
    }
    for (int64_t i = 0; i < length; i++) {
      double shifted = row[i * stride] - top;
      if (top == -INFINITY)
        to[i * stride] = log ? -INFINITY : 0;
      else
        to[i * stride] = (float)(log ? shifted - __builtin_log(sum) : exp(shifted) / sum);
    }
  }
  return 0;
}
