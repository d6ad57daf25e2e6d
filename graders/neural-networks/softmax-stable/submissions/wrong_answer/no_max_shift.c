/* No maximum is subtracted: exp overflows at 1e3 and inf / inf is NaN. */
#include "question.h"

#include <math.h>

int softmax(const struct tensor *x, int32_t axis, bool log, struct tensor *out) {
  if (axis < 0) axis += 3;
  int64_t outer = 1, inner = 1, length = x->shape[axis];
  for (int i = 0; i < axis; i++) outer *= x->shape[i];
  for (int i = axis + 1; i < 3; i++) inner *= x->shape[i];
  for (int64_t o = 0; o < outer; o++)
    for (int64_t i = 0; i < inner; i++) {
      const float *row = x->f32 + o * length * inner + i;
      float *to = out->f32 + o * length * inner + i, sum = 0;
      for (int64_t k = 0; k < length; k++) sum += expf(row[k * inner]);
      for (int64_t k = 0; k < length; k++) {
        float v = row[k * inner];
        to[k * inner] = log ? v - logf(sum) : sum == 0 ? 0 : expf(v) / sum;
      }
    }
  return 0;
}
