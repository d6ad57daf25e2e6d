/* A kernel larger than the padded input gives an empty result instead of a failure. */
#include "question.h"

int conv2d(const struct tensor *x, const struct tensor *w, const struct tensor *b, int32_t stride,
           int32_t pad, int32_t dil, int32_t g, struct tensor *out) {
  int64_t n = x->shape[0], c = x->shape[1], h = x->shape[2], width = x->shape[3];
  int64_t f = w->shape[0], cg = w->shape[1], kh = w->shape[2], kw = w->shape[3];
  int64_t high = h + 2 * pad - dil * (kh - 1) - 1, wide = width + 2 * pad - dil * (kw - 1) - 1;
  if (high < 0 || wide < 0) return tensor_resize(out, 4, (int64_t[]){n, f, 0, 0}) ? 0 : -1;
  int64_t oh = high / stride + 1, ow = wide / stride + 1;
  if (!tensor_resize(out, 4, (int64_t[]){n, f, oh, ow})) return -1;
  float *to = out->f32;
  for (int64_t in = 0; in < n; in++)
    for (int64_t o = 0; o < f; o++)
      for (int64_t i = 0; i < oh; i++)
        for (int64_t j = 0; j < ow; j++) {
          float sum = b->f32[o];
          for (int64_t q = 0; q < cg; q++) {
            const float *plane = x->f32 + (in * c + o / (f / g) * cg + q) * h * width;
            const float *kernel = w->f32 + (o * cg + q) * kh * kw;
            for (int64_t u = 0; u < kh; u++)
              for (int64_t v = 0; v < kw; v++) {
                int64_t row = i * stride - pad + u * dil, column = j * stride - pad + v * dil;
                if (row < 0 || row >= h || column < 0 || column >= width) continue;
                sum += kernel[u * kw + v] * plane[row * width + column];
              }
          }
          *to++ = sum;
        }
  return 0;
}
