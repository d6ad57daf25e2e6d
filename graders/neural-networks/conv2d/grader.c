/* Cross-correlation with stride, zero padding, dilation and groups (Dumoulin and Visin, A guide to
 * convolution arithmetic for deep learning, 2016), in double, with its magnitudes for S32. */
#include "grader.h"

struct shape {
  int64_t n, c, h, w, f, cg, kh, kw, stride, pad, dil, g, oh, ow;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static struct shape choose(const struct grader_test *test, struct draw *draw) {
  struct shape s = {
      .n = 2, .c = 3, .h = 9, .w = 7, .f = 4, .kh = 3, .kw = 2, .stride = 1, .dil = 1, .g = 1};
  s.h += (int64_t)draw_below(draw, 3);
  if (is(test, "stride_not_dividing"))
    s.stride = 3, s.h = 9, s.w = 7; /* (9 - 3) / 3, (7 - 2) / 3 = 1.67 */
  if (is(test, "padded")) s.pad = 2;
  if (is(test, "dilated")) s.dil = 2;
  if (is(test, "everything"))
    s.c = 4, s.f = 6, s.g = 2, s.stride = 2, s.pad = 1, s.dil = 2, s.h = 10, s.w = 12;
  if (is(test, "one_by_one")) s.kh = s.kw = 1;
  if (is(test, "kernel_is_input")) s.kh = s.h, s.kw = s.w;
  if (is(test, "too_large")) s.kh = 3, s.dil = 2, s.h = 4, s.w = 9;
  if (is(test, "depthwise")) s.c = 4, s.f = 8, s.g = 4;
  if (is(test, "empty_batch")) s.n = 0;
  if (is(test, "scale"))
    s.n = 4, s.c = 16, s.h = s.w = test->size, s.f = 32, s.kh = s.kw = 3, s.pad = 1;
  s.cg = s.c / s.g;
  return s;
}

static void fill(struct draw *draw, float *items, int64_t count) {
  for (int64_t i = 0; i < count; i++) items[i] = (float)draw_normal(draw);
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  struct shape s = choose(test, draw);
  case_call(in, "");
  fill(draw, put_f32(in, SHAPE(s.n, s.c, s.h, s.w)), s.n * s.c * s.h * s.w);
  fill(draw, put_f32(in, SHAPE(s.f, s.cg, s.kh, s.kw)), s.f * s.cg * s.kh * s.kw);
  float *bias = put_f32(in, SHAPE(s.f));
  for (int64_t i = 0; i < s.f; i++)
    bias[i] = (float)(draw_uniform(draw, 1, 3)); /* never near 0: its absence shows */
  put_scalar_i64(in, VALUE_I32, s.stride);
  put_scalar_i64(in, VALUE_I32, s.pad);
  put_scalar_i64(in, VALUE_I32, s.dil);
  put_scalar_i64(in, VALUE_I32, s.g);
}

static struct shape shape_of(const struct frame *in) {
  const struct value *x = frame_value(in, 0, 0), *w = frame_value(in, 0, 1);
  struct shape s = {.n = x->shape[0],
                    .c = x->shape[1],
                    .h = x->shape[2],
                    .w = x->shape[3],
                    .f = w->shape[0],
                    .cg = w->shape[1],
                    .kh = w->shape[2],
                    .kw = w->shape[3],
                    .stride = value_i64(frame_value(in, 0, 3)),
                    .pad = value_i64(frame_value(in, 0, 4)),
                    .dil = value_i64(frame_value(in, 0, 5)),
                    .g = value_i64(frame_value(in, 0, 6))};
  int64_t high = s.h + 2 * s.pad - s.dil * (s.kh - 1) - 1,
          wide = s.w + 2 * s.pad - s.dil * (s.kw - 1) - 1;
  s.oh = high < 0 ? -1 : high / s.stride + 1;
  s.ow = wide < 0 ? -1 : wide / s.stride + 1;
  return s;
}

/* One output element and the same sum of absolute values. */
static void convolve(const struct shape *s, const float *x, const float *w, int64_t i, int64_t j,
                     double *sum, double *magnitude) {
  for (int64_t c = 0; c < s->cg; c++)
    for (int64_t u = 0; u < s->kh; u++)
      for (int64_t v = 0; v < s->kw; v++) {
        int64_t row = i * s->stride - s->pad + u * s->dil,
                column = j * s->stride - s->pad + v * s->dil;
        if (row < 0 || row >= s->h || column < 0 || column >= s->w) continue;
        double term = (double)w[(c * s->kh + u) * s->kw + v] * x[(c * s->h + row) * s->w + column];
        *sum += term;
        *magnitude += fabs(term);
      }
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  struct shape s = shape_of(in);
  const float *x = frame_value(in, 0, 0)->f32, *w = frame_value(in, 0, 1)->f32,
              *b = frame_value(in, 0, 2)->f32;
  answer_call(answer);
  if (s.oh < 0 || s.ow < 0) {
    answer_fail(answer, "ESHAPE");
    return;
  }
  double *out = put_f64(answer, SHAPE(s.n, s.f, s.oh, s.ow));
  double *scale = answer_scale(answer, s.cg * s.kh * s.kw + 1);
  for (int64_t n = 0, at = 0; n < s.n; n++)
    for (int64_t f = 0; f < s.f; f++)
      for (int64_t i = 0; i < s.oh; i++)
        for (int64_t j = 0; j < s.ow; j++, at++) {
          out[at] = b[f];
          scale[at] = fabs(b[f]);
          int64_t first = f / (s.f / s.g) * s.cg;
          convolve(&s, x + (n * s.c + first) * s.h * s.w, w + f * s.cg * s.kh * s.kw, i, j,
                   &out[at], &scale[at]);
        }
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
