/* im2col: the window of an output position as a row of a matrix, zeros outside; then dot products,
 * in float, from the last term to the first and the bias at the end. */
#include "question.h"

#include <stdlib.h>
#include <string.h>

struct window {
  int64_t row, column, dil, channels, kh, kw;
};

static void collect(const float *x, int64_t h, int64_t w, const struct window *at, float *to) {
  for (int64_t c = 0; c < at->channels; c++)
    for (int64_t u = 0; u < at->kh; u++)
      for (int64_t v = 0; v < at->kw; v++) {
        int64_t i = at->row + u * at->dil, j = at->column + v * at->dil;
        bool inside = i >= 0 && i < h && j >= 0 && j < w;
        *to++ = inside ? x[(c * h + i) * w + j] : 0;
      }
}

int conv2d(const struct tensor *x, const struct tensor *w, const struct tensor *b, int32_t stride,
           int32_t pad, int32_t dil, int32_t g, struct tensor *out) {
  int64_t n = x->shape[0], c = x->shape[1], h = x->shape[2], width = x->shape[3];
  int64_t f = w->shape[0], cg = w->shape[1], kh = w->shape[2], kw = w->shape[3];
  int64_t high = h + 2 * pad - dil * (kh - 1), wide = width + 2 * pad - dil * (kw - 1);
  if (high < 1 || wide < 1) return FAIL_ESHAPE;
  int64_t oh = (high + stride - 1) / stride, ow = (wide + stride - 1) / stride;
  if (!tensor_resize(out, 4, (int64_t[]){n, f, oh, ow})) return -1;
  int64_t terms = cg * kh * kw, per = f / g;
  float *row = malloc((size_t)terms * sizeof *row);
  if (!row) abort();
  for (int64_t a = 0; a < n; a++)
    for (int64_t q = 0; q < g; q++)
      for (int64_t i = 0; i < oh; i++)
        for (int64_t j = 0; j < ow; j++) {
          struct window at = {i * stride - pad, j * stride - pad, dil, cg, kh, kw};
          collect(x->f32 + (a * c + q * cg) * h * width, h, width, &at, row);
          for (int64_t o = q * per; o < (q + 1) * per; o++) {
            float sum = 0;
            for (int64_t k = terms - 1; k >= 0; k--) sum += w->f32[o * terms + k] * row[k];
            out->f32[((a * f + o) * oh + i) * ow + j] = sum + b->f32[o];
          }
        }
  free(row);
  return 0;
}
