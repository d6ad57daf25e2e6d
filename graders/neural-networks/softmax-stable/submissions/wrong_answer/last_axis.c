/* Always normalises the last axis. */
#include "question.h"

#include <math.h>

static void softmax_row(const float *x, float *out, int64_t length, int64_t stride,
                        bool logarithm) {
  float top = -INFINITY;
  bool nan = false;
  for (int64_t i = 0; i < length; i++) {
    if (isnan(x[i * stride])) nan = true;
    if (x[i * stride] > top) top = x[i * stride];
  }
  float sum = 0;
  for (int64_t i = 0; i < length; i++) sum += expf(x[i * stride] - top);
  for (int64_t i = 0; i < length; i++) {
    float v = x[i * stride];
    if (nan)
      out[i * stride] = NAN;
    else if (top == -INFINITY)
      out[i * stride] = logarithm ? -INFINITY : 0.0f;
    else
      out[i * stride] = logarithm ? v - top - logf(sum) : expf(v - top) / sum;
  }
}

int softmax(const struct tensor *x, int32_t axis, bool log, struct tensor *out) {
  axis = 2;
  int64_t outer = 1, inner = 1, length = x->shape[axis];
  for (int i = 0; i < axis; i++) outer *= x->shape[i];
  for (int i = axis + 1; i < 3; i++) inner *= x->shape[i];
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++)
      softmax_row(x->f32 + o * length * inner + i, out->f32 + o * length * inner + i, length, inner,
                  log);
  return 0;
}
