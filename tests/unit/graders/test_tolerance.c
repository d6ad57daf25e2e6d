/* Float results by tolerance: every class at its bound and on both sides of it, and the numbers
 * that no bound is for. */
#include "tests/unit/graders/compare_play.h"

static bool close_enough(enum tolerance_class class, double got, double expected, double scale,
                         int64_t reduction, struct check *check) {
  struct value left = SCALAR(VALUE_F64, got), right = SCALAR(VALUE_F64, expected);
  const struct answer_note note = {.scale = scale > 0 ? &scale : NULL, .reduction = reduction};
  const struct tolerance tolerance = {class, 0x1p-10, 0};
  check_begin(check);
  return compare_close(check, "r", &left, &right, &note, &tolerance);
}

struct bound {
  const char *name;
  enum tolerance_class class;
  double expected, scale;
  int64_t reduction;
  double limit;
};

/* Where nothing is added to the difference the bound can be met to the last bit. */
static void error_at_the_bound_is_right_and_one_ulp_more_is_wrong(void **state) {
  (void)state;
  static const struct bound rows[] = {
      {"E64 at 0", TOLERANCE_E64, 0, 0, 0, 1e-12},
      {"S64 with S = 1", TOLERANCE_S64, 0, 1, 0, 1e-9},
      {"S64 with S = 4096", TOLERANCE_S64, 0, 4096, 0, 4096e-9},
      {"I64 at 0", TOLERANCE_I64, 0, 0, 0, 1e-9},
      {"E32 at 0", TOLERANCE_E32, 0, 0, 0, 1e-6},
      {"S32 with K = 0", TOLERANCE_S32, 0, 1, 0, 1e-6 + 8 * 0x1p-24},
      {"S32 with K = 16384, S = 3", TOLERANCE_S32, 0, 3, 16384, 1e-6 + 16392 * 0x1p-24 * 3},
      {"C32 at 0", TOLERANCE_C32, 0, 0, 0, 1e-4},
      {"rtol 2^-10 at 1024", TOLERANCE_CUSTOM, 1024, 0, 0, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int sign = -1; sign <= 1; sign += 2) {
      const struct bound *row = &rows[i];
      struct check check;
      double at = row->expected + sign * row->limit;
      double inside = nextafter(at, row->expected), outside = nextafter(at, sign * INFINITY);
      bool right = close_enough(row->class, at, row->expected, row->scale, row->reduction, &check);
      expect(row->name, &check, right, CHECKER_ACCEPTED, NULL);
      assert_true(check.outcome.error_share == 1);
      right = close_enough(row->class, inside, row->expected, row->scale, row->reduction, &check);
      expect(row->name, &check, right, CHECKER_ACCEPTED, NULL);
      right = close_enough(row->class, outside, row->expected, row->scale, row->reduction, &check);
      expect(row->name, &check, right, CHECKER_WRONG, "r is off in 1 of 1 elements");
      assert_true(check.outcome.error_share > 1);
    }
}

/* Elsewhere the sum is rounded: a millionth of the bound to either side. */
static void bound_grows_with_the_reference_as_its_class_says(void **state) {
  (void)state;
  static const struct bound rows[] = {
      {"E64", TOLERANCE_E64, 1000, 0, 0, 1e-12 + 1e-9 * 1000},
      {"E64 negative", TOLERANCE_E64, -1e200, 0, 0, 1e-9 * 1e200},
      {"S64 without a scale", TOLERANCE_S64, 1000, 0, 0, 1e-9 * 1000},
      {"S64 is about S, not the result", TOLERANCE_S64, 1, 1e6, 0, 1e-9 * 1e6},
      {"I64", TOLERANCE_I64, -1000, 0, 0, 1e-9 + 1e-6 * 1000},
      {"E32", TOLERANCE_E32, 1000, 0, 0, 1e-6 + 1e-5 * 1000},
      {"S32", TOLERANCE_S32, 5, 100, 512, 1e-6 + 520 * 0x1p-24 * 100},
      {"C32", TOLERANCE_C32, 1000, 0, 0, 1e-4 + 1e-3 * 1000},
      {"rtol 2^-10", TOLERANCE_CUSTOM, -3000, 0, 0, 3000 * 0x1p-10},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int sign = -1; sign <= 1; sign += 2) {
      const struct bound *row = &rows[i];
      struct check check;
      double near = row->expected + sign * row->limit * (1 - 1e-5);
      double far = row->expected + sign * row->limit * (1 + 1e-5);
      bool right =
          close_enough(row->class, near, row->expected, row->scale, row->reduction, &check);
      expect(row->name, &check, right, CHECKER_ACCEPTED, NULL);
      right = close_enough(row->class, far, row->expected, row->scale, row->reduction, &check);
      expect(row->name, &check, right, CHECKER_WRONG, NULL);
    }
}

static void no_tolerance_means_equality(void **state) {
  (void)state;
  struct check check;
  expect("equal", &check, close_enough(TOLERANCE_NONE, 1, 1, 0, 0, &check), CHECKER_ACCEPTED, NULL);
  expect("one ulp", &check, close_enough(TOLERANCE_NONE, nextafter(1, 2), 1, 0, 0, &check),
         CHECKER_WRONG, NULL);
  expect("S = 0", &check, close_enough(TOLERANCE_S64, 0x1p-1074, 0, 0, 0, &check), CHECKER_WRONG,
         NULL);
}

/* What must hold for every class, whatever its bound. */
static void special_values_are_the_same_in_every_class(void **state) {
  (void)state;
  static const struct {
    double got, expected;
    bool equal;
    const char *message;
  } rows[] = {
      {NAN, NAN, true, NULL},
      {-NAN, NAN, true, NULL},
      {INFINITY, INFINITY, true, NULL},
      {-INFINITY, -INFINITY, true, NULL},
      {-0.0, 0.0, true, NULL},
      {0.0, -0.0, true, NULL},
      {0x1p-1074, 0x1p-1074, true, NULL},
      {NAN, 0, false, "NaN or infinite in 1 of 1 elements where it must be finite"},
      {INFINITY, 1e308, false, "NaN or infinite in 1 of 1 elements where it must be finite"},
      {1e308, INFINITY, false, "NaN or infinity is expected at [0]"},
      {0, NAN, false, "NaN or infinity is expected at [0]"},
      {INFINITY, -INFINITY, false, "NaN or infinity is expected at [0]"},
      {INFINITY, NAN, false, "NaN or infinity is expected at [0]"},
      {NAN, INFINITY, false, "NaN or infinity is expected at [0]"},
      {-1.7e308, 1.7e308, false, NULL}, /* whose difference overflows */
  };
  for (int class = TOLERANCE_NONE; class <= TOLERANCE_CUSTOM; class ++)
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
      struct check check;
      char what[48];
      bool right =
          close_enough((enum tolerance_class) class, rows[i].got, rows[i].expected, 0, 4, &check);
      snprintf(what, sizeof what, "class %d, row %zu", class, i);
      expect(what, &check, right, rows[i].equal ? CHECKER_ACCEPTED : CHECKER_WRONG,
             rows[i].message);
    }
}

static void scale_that_is_no_number_allows_nothing(void **state) {
  (void)state;
  struct check check;
  double scale = NAN;
  struct value got = SCALAR(VALUE_F64, 1), expected = SCALAR(VALUE_F64, 2);
  const struct answer_note note = {.scale = &scale};
  const struct tolerance tolerance = {TOLERANCE_S64, 0, 0};
  check_begin(&check);
  expect("NaN", &check, compare_close(&check, "r", &got, &expected, &note, &tolerance),
         CHECKER_WRONG, NULL);
}

static void absent_result_is_close_to_an_absent_one_only(void **state) {
  (void)state;
  const struct tolerance tolerance = {TOLERANCE_C32, 0, 0};
  const struct value none = NONE, number = SCALAR(VALUE_F64, 0);
  struct check check;
  check_begin(&check);
  expect("both", &check, compare_close(&check, "r", &none, &none, NULL, &tolerance),
         CHECKER_ACCEPTED, NULL);
  expect("absent", &check, compare_close(&check, "r", &none, &number, NULL, &tolerance),
         CHECKER_WRONG, "none or not none");
  check_begin(&check);
  expect("present", &check, compare_close(&check, "r", &number, &none, NULL, &tolerance),
         CHECKER_WRONG, "none or not none");
}

/* One ulp of f32 is 1.2e-7 of the number: right in every f32 class, wrong in every f64 class. */
static void single_precision_passes_single_classes_only(void **state) {
  (void)state;
  static const struct {
    enum tolerance_class class;
    enum checker_code code;
  } rows[] = {{TOLERANCE_E64, CHECKER_WRONG},
              {TOLERANCE_S64, CHECKER_WRONG},
              {TOLERANCE_E32, CHECKER_ACCEPTED},
              {TOLERANCE_S32, CHECKER_ACCEPTED},
              {TOLERANCE_C32, CHECKER_ACCEPTED}};
  const double expected[] = {M_PI * 1000, -M_E, 0.1};
  const float got[] = {nextafterf((float)expected[0], 1e9f), (float)expected[1], 0.1f};
  struct value left = {.kind = VALUE_TENSOR,
                       .dtype = VALUE_F32,
                       .ndim = 1,
                       .shape = {3},
                       .count = 3,
                       .f32 = (float *)(uintptr_t)got};
  struct value right = left;
  right.dtype = VALUE_F64;
  right.f64 = (double *)(uintptr_t)expected;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct tolerance tolerance = {rows[i].class, 0, 0};
    struct check check;
    char what[32];
    check_begin(&check);
    snprintf(what, sizeof what, "class %d", rows[i].class);
    expect(what, &check, compare_close(&check, "r", &left, &right, NULL, &tolerance), rows[i].code,
           NULL);
  }
}

static void worst_element_is_told_and_the_count_of_wrong_ones(void **state) {
  (void)state;
  struct value got = TENSOR(VALUE_F64, 1, 2.5, 3, 14), expected = TENSOR(VALUE_F64, 1, 2, 3, 4);
  const struct tolerance tolerance = {TOLERANCE_CUSTOM, 0, 1};
  const struct tolerance tighter = {TOLERANCE_CUSTOM, 0, 0.25};
  struct check check;
  check_begin(&check);
  assert_false(compare_close(&check, "r", &got, &expected, NULL, &tolerance));
  assert_string_equal(check.outcome.message,
                      "r is off in 1 of 4 elements; worst at [3]: absolute error 1.0e+01, "
                      "relative 2.5e+00");
  assert_string_equal(check.outcome.staff, "r[3] is 14, expected 4");
  assert_true(check.outcome.error_share == 10);
  check_begin(&check);
  assert_false(compare_close(&check, "r", &got, &expected, NULL, &tighter));
  assert_non_null(strstr(check.outcome.message, "in 2 of 4 elements; worst at [3]"));
}

static void error_share_is_the_largest_of_all_results(void **state) {
  (void)state;
  struct value zero = SCALAR(VALUE_F64, 0), half = SCALAR(VALUE_F64, 0.5),
               quarter = SCALAR(VALUE_F64, 0.25);
  const struct tolerance tolerance = {TOLERANCE_CUSTOM, 0, 1};
  struct check check;
  check_begin(&check);
  assert_true(compare_close(&check, "r", &half, &zero, NULL, &tolerance));
  assert_true(compare_close(&check, "s", &quarter, &zero, NULL, &tolerance));
  assert_true(check.outcome.error_share == 0.5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(error_at_the_bound_is_right_and_one_ulp_more_is_wrong),
      cmocka_unit_test(bound_grows_with_the_reference_as_its_class_says),
      cmocka_unit_test(no_tolerance_means_equality),
      cmocka_unit_test(special_values_are_the_same_in_every_class),
      cmocka_unit_test(scale_that_is_no_number_allows_nothing),
      cmocka_unit_test(absent_result_is_close_to_an_absent_one_only),
      cmocka_unit_test(single_precision_passes_single_classes_only),
      cmocka_unit_test(worst_element_is_told_and_the_count_of_wrong_ones),
      cmocka_unit_test(error_share_is_the_largest_of_all_results),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
