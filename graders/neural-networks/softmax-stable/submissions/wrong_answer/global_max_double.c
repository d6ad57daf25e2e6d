/* One maximum for the whole tensor, in double: that only moves the underflow from 100 to 745 below.
 */
#include "question.h"

#include <math.h>

int softmax(const struct tensor *x, int32_t axis, bool log, struct tensor *out) {
  if (axis < 0) axis += 3;
  int64_t outer = 1, inner = 1, length = x->shape[axis];
  for (int i = 0; i < axis; i++) outer *= x->shape[i];
  for (int i = axis + 1; i < 3; i++) inner *= x->shape[i];
  float top = -INFINITY;
  for (int64_t i = 0; i < outer * length * inner; i++)
    if (x->f32[i] > top) top = x->f32[i];
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      const float *row = x->f32 + o * length * inner + i;
      float *to = out->f32 + o * length * inner + i;
      double sum = 0;
      for (int64_t k = 0; k < length; k++) sum += exp((double)row[k * inner] - top);
      for (int64_t k = 0; k < length; k++) {
        double v = (double)row[k * inner] - top;
        to[k * inner] = (float)(log ? v - __builtin_log(sum) : exp(v) / sum);
      }
    }
  return 0;
}
