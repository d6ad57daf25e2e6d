/* Softmax along one axis, evaluated in double with the maximum subtracted (Goodfellow, Bengio and
 * Courville, Deep Learning, 4.1). */
#include "grader.h"

struct rows {
  int64_t count, length, stride; /* row r starts at start(r), its elements are `stride` apart */
  int64_t inner;
};

static struct rows rows_along(const struct value *x, int axis) {
  if (axis < 0) axis += 3;
  struct rows rows = {.count = 1, .length = x->shape[axis], .stride = 1};
  for (int i = 0; i < 3; i++)
    if (i != axis) rows.count *= x->shape[i];
  for (int i = axis + 1; i < 3; i++) rows.stride *= x->shape[i];
  rows.inner = rows.stride;
  return rows;
}

static int64_t row_start(const struct rows *rows, int64_t row) {
  return row / rows->inner * rows->inner * rows->length + row % rows->inner;
}

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static bool starts(const struct grader_test *test, const char *tag) {
  return strncmp(test->tag, tag, strlen(tag)) == 0;
}

/* In every row a second entry close to the greatest: there max + log(sum), rounded at 1e4, is off
 * by far more than is allowed, and x - max - log(sum) is not. */
static void draw_rivals(struct draw *draw, float *x, int64_t rows, int64_t length) {
  for (int64_t row = 0; row < rows; row++, x += length) {
    int64_t top = 0;
    for (int64_t i = 1; i < length; i++)
      if (x[i] > x[top]) top = i;
    x[(top + 1) % length] = x[top] - (float)draw_uniform(draw, 0.2, 1.5);
  }
}

/* Different lengths everywhere, so that a wrong axis cannot fit. */
static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t a = 3, b = 4 + (int64_t)draw_below(draw, 2), c = 6 + (int64_t)draw_below(draw, 3);
  int axis = (int)test->repeat;
  bool log = strstr(test->tag, "_log") != NULL;
  double spread = 2;
  if (is(test, "negative_axis")) axis -= 3;
  if (is(test, "length_one")) b = 1, axis = 1;
  if (is(test, "length_zero")) b = 0, axis = 1;
  if (starts(test, "huge")) spread = 1e4, axis = 2;
  if (starts(test, "minus_inf") || starts(test, "nan_row")) axis = 2;
  if (starts(test, "all_minus_inf")) axis = 1;
  if (is(test, "scale")) a = 64, b = 128, c = test->size, axis = 1;
  case_call(in, "");
  float *x = put_f32(in, SHAPE(a, b, c));
  for (int64_t i = 0; i < a * b * c; i++) {
    x[i] = (float)draw_uniform(draw, -spread, spread);
    if (is(test, "rows_apart")) x[i] += (float)(200 * (i / (b * c)));
  }
  if (starts(test, "huge")) draw_rivals(draw, x, a * b, c);
  if (starts(test, "minus_inf"))
    for (int64_t row = 0; row < a * b; row++)
      x[row * c + (int64_t)draw_below(draw, (uint64_t)c)] = -INFINITY;
  if (starts(test, "all_minus_inf"))
    for (int64_t j = 0; j < b; j++) x[(b + j) * c + 2] = -INFINITY;
  if (starts(test, "nan_row")) x[c + 1] = NAN;
  if (is(test, "rows_apart")) axis = 2;
  put_scalar_i64(in, VALUE_I32, axis);
  put_scalar_bool(in, log);
}

static void softmax_row(const float *x, double *out, const struct rows *rows, int64_t start,
                        bool log) {
  double top = -INFINITY, sum = 0;
  bool nan = false;
  for (int64_t i = 0; i < rows->length; i++) {
    double v = x[start + i * rows->stride];
    nan |= isnan(v);
    if (v > top) top = v;
  }
  for (int64_t i = 0; i < rows->length; i++) sum += exp(x[start + i * rows->stride] - top);
  for (int64_t i = 0; i < rows->length; i++) {
    double v = x[start + i * rows->stride], *at = &out[start + i * rows->stride];
    if (nan)
      *at = NAN;
    else if (top == -INFINITY)
      *at = log ? -INFINITY : 0;
    else
      *at = log ? v - top - log1p(sum - 1) : exp(v - top) / sum;
  }
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *x = frame_value(in, 0, 0);
  struct rows rows = rows_along(x, (int)value_i64(frame_value(in, 0, 1)));
  bool log = value_i64(frame_value(in, 0, 2)) != 0;
  answer_call(answer);
  double *out = put_f64(answer, SHAPE(x->shape[0], x->shape[1], x->shape[2]));
  for (int64_t row = 0; rows.length > 0 && row < rows.count; row++)
    softmax_row(x->f32, out, &rows, row_start(&rows, row), log);
}

/* Rows of weights sum to 1. Asked of short rows only: there every honest order of summation in
 * float32 stays below 6e-7. */
static void check(const struct check_case *c, struct check *check) {
  const struct value *got = frame_value(c->output, 0, 0), *want = frame_value(c->answer, 0, 0);
  struct rows rows = rows_along(want, (int)value_i64(frame_value(c->input, 0, 1)));
  bool log = value_i64(frame_value(c->input, 0, 2)) != 0;
  if (log || rows.length > 9) return;
  for (int64_t row = 0; rows.length > 0 && row < rows.count; row++) {
    double sum = 0, expected = 0;
    for (int64_t i = 0; i < rows.length; i++) {
      uint64_t at = (uint64_t)(row_start(&rows, row) + i * rows.stride);
      sum += value_at(got, at);
      expected += value_at(want, at);
    }
    if (isnan(expected) || expected == 0 || fabs(sum - 1) <= 1e-6) continue;
    check_wrong(check, "row %lld along the axis sums to 1 %+.1e, 1e-6 is allowed", (long long)row,
                sum - 1);
    return;
  }
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
