/* Scaled dot-product attention in double (Vaswani et al. 2017, 3.2.1); a fully masked query is
 * zero. */
#include "grader.h"

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static void fill(struct draw *draw, float *items, int64_t count, double scale) {
  for (int64_t i = 0; i < count; i++) items[i] = (float)(scale * draw_normal(draw));
}

static void fill_mask(const struct grader_test *test, struct draw *draw, uint8_t *mask, int64_t b,
                      int64_t t, int64_t s) {
  for (int64_t i = 0; i < b; i++) {
    int64_t length =
        1 + (int64_t)draw_below(draw, (uint64_t)s); /* padding: keys of this batch row */
    for (int64_t j = 0; j < t; j++)
      for (int64_t l = 0; l < s; l++) {
        bool open = true;
        if (is(test, "causal")) open = l <= j;
        if (is(test, "padding")) open = l < length;
        if (is(test, "all_masked")) open = j != 1 && l != 0;
        mask[(i * t + j) * s + l] = open;
      }
  }
}

/* Pairwise different dimensions, so that no transposed or misnamed axis can fit. */
static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t b = 2, t = 5, s = 7 + (int64_t)draw_below(draw, 3), d = 4, e = 3;
  double scale = 1.5;
  if (is(test, "self") || is(test, "causal")) s = t, e = d = 6;
  if (is(test, "one_key")) s = 1;
  if (is(test, "huge_logits")) scale = 100;
  if (is(test, "scale")) b = 8, t = test->size, s = test->size, d = 64, e = 64, scale = 0.5;
  case_call(in, "");
  fill(draw, put_f32(in, SHAPE(b, t, d)), b * t * d, scale);
  fill(draw, put_f32(in, SHAPE(b, s, d)), b * s * d, scale);
  fill(draw, put_f32(in, SHAPE(b, s, e)), b * s * e, 1);
  fill_mask(test, draw, put_u8(in, SHAPE(b, t, s)), b, t, s);
}

static void attend(const float *q, const float *k, const float *v, const uint8_t *mask, int64_t s,
                   int64_t d, int64_t e, double *logits, double *out) {
  double top = -INFINITY, sum = 0;
  for (int64_t l = 0; l < s; l++) {
    double dot = 0;
    for (int64_t i = 0; i < d; i++) dot += (double)q[i] * k[l * d + i];
    logits[l] = mask[l] ? dot / sqrt((double)d) : -INFINITY;
    top = fmax(top, logits[l]);
  }
  if (top == -INFINITY) return;
  for (int64_t l = 0; l < s; l++) {
    double weight = exp(logits[l] - top);
    sum += weight;
    for (int64_t i = 0; i < e; i++) out[i] += weight * v[l * e + i];
  }
  for (int64_t i = 0; i < e; i++) out[i] /= sum;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *q = frame_value(in, 0, 0), *k = frame_value(in, 0, 1),
                     *v = frame_value(in, 0, 2);
  const struct value *mask = frame_value(in, 0, 3);
  int64_t b = q->shape[0], t = q->shape[1], d = q->shape[2], s = k->shape[1], e = v->shape[2];
  answer_call(answer);
  double *out = put_f64(answer, SHAPE(b, t, e));
  double *logits = calloc((size_t)s, sizeof *logits);
  for (int64_t i = 0; i < b && logits; i++)
    for (int64_t j = 0; j < t; j++)
      attend(q->f32 + (i * t + j) * d, k->f32 + i * s * d, v->f32 + i * s * e,
             mask->u8 + (i * t + j) * s, s, d, e, logits, out + (i * t + j) * e);
  free(logits);
}

/* With huge logits two keys may be so close that float32 rounding of the dot product decides: ask
 * for a clear winner, at least 1e-3 of the largest logit ahead (rounding is 1e-6 of it). */
static bool certify(const struct grader_test *test, const struct frame *in) {
  if (!is(test, "huge_logits")) return true;
  const struct value *q = frame_value(in, 0, 0), *k = frame_value(in, 0, 1);
  int64_t b = q->shape[0], t = q->shape[1], d = q->shape[2], s = k->shape[1];
  for (int64_t i = 0; i < b * t; i++) {
    double first = -INFINITY, second = -INFINITY, largest = 0;
    for (int64_t l = 0; l < s; l++) {
      double dot = 0;
      for (int64_t c = 0; c < d; c++)
        dot += (double)q->f32[i * d + c] * k->f32[(i / t * s + l) * d + c];
      dot /= sqrt((double)d);
      largest = fmax(largest, fabs(dot));
      if (dot > first)
        second = first, first = dot;
      else
        second = fmax(second, dot);
    }
    if (first - second < 1e-3 * largest + 20) return false;
  }
  return true;
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .certify = certify, .reference = reference};
