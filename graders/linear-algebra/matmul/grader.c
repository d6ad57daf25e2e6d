/* Row by row in the order i, k, j, with the same sum over absolute values as its magnitude. */
#include "grader.h"

struct shape {
  int64_t m, k, rows, n; /* rows of b: k unless the sizes don't fit */
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

/* Three sizes that differ pairwise, so that no transposed shape fits. */
static struct shape choose(const struct grader_test *test, struct draw *draw) {
  struct shape s = {.m = 3 + (int64_t)draw_below(draw, 5), .k = 8 + (int64_t)draw_below(draw, 8)};
  s.n = 16 + (int64_t)draw_below(draw, 8);
  if (is(test, "small")) s.m = 2, s.k = 3, s.n = 4;
  if (is(test, "one_by_one")) s.m = s.k = s.n = 1;
  if (is(test, "row_by_column")) s.m = s.n = 1;
  if (is(test, "column_by_row")) s.k = 1;
  if (is(test, "square") || is(test, "nan_inf")) s.m = s.n = s.k;
  if (is(test, "scale")) s.m = s.n = s.k = test->size;
  if (is(test, "empty_m")) s.m = 0;
  if (is(test, "empty_n")) s.n = 0;
  if (is(test, "empty_k") || is(test, "mismatch_empty")) s.k = 0;
  s.rows = s.k;
  if (is(test, "mismatch_longer")) s.k = s.rows + 3;
  if (is(test, "mismatch_shorter")) s.k = s.rows - 3;
  if (is(test, "mismatch_one")) *(test->repeat == 0 ? &s.k : &s.rows) = 1;
  if (is(test, "mismatch_empty")) s.rows = 4;
  return s;
}

/* First case: 0 * inf in element (0, 3), -inf * 0 in (3, 0). Second: NaN in row 1 and column 6, an
 * infinite row 2. */
static void put_specials(double *a, double *b, const struct shape *s, uint32_t repeat) {
  if (repeat == 0) {
    a[0 * s->k + 2] = 0;
    b[2 * s->n + 3] = INFINITY;
    a[3 * s->k + 4] = -INFINITY;
    b[4 * s->n + 0] = 0;
  } else {
    a[1 * s->k + 1] = NAN;
    a[2 * s->k + 5] = INFINITY;
    b[7 * s->n + 6] = NAN;
  }
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  struct shape s = choose(test, draw);
  case_call(in, "");
  double *a = put_f64(in, SHAPE(s.m, s.k));
  draw_fill_normal(draw, a, (size_t)(s.m * s.k));
  double *b = put_f64(in, SHAPE(s.rows, s.n));
  draw_fill_normal(draw, b, (size_t)(s.rows * s.n));
  if (is(test, "nan_inf")) put_specials(a, b, &s, test->repeat);
  for (int64_t i = 0; i < s.m && is(test, "cancellation"); i++) /* 1e12 + small - 1e12 */
    a[i * s.k] = 1e12, a[i * s.k + s.k - 1] = -1e12;
  for (int64_t j = 0; j < s.n && is(test, "cancellation"); j++)
    b[j] = b[(s.rows - 1) * s.n + j] = 1;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *a = frame_value(in, 0, 0), *b = frame_value(in, 0, 1);
  int64_t m = a->shape[0], inner = a->shape[1], n = b->shape[1];
  answer_call(answer);
  if (inner != b->shape[0]) {
    answer_fail(answer, "ESHAPE");
    return;
  }
  double *out = put_f64(answer, SHAPE(m, n)), *scale = answer_scale(answer, inner);
  for (int64_t i = 0; i < m; i++)
    for (int64_t k = 0; k < inner; k++) {
      double x = a->f64[i * inner + k];
      const double *row = b->f64 + k * n;
      for (int64_t j = 0; j < n; j++) {
        out[i * n + j] += x * row[j];
        scale[i * n + j] += fabs(x * row[j]);
      }
    }
  for (int64_t i = 0; i < m * n; i++) /* NaN and infinity are compared as such */
    if (!isfinite(out[i])) scale[i] = 0;
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
