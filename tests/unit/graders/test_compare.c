/* Comparison of one result with its reference: form, exact equality, sets, and how an outcome is
 * told. */
#include "tests/unit/graders/compare_play.h"

/* ---- form ---- */

static void form_is_judged_by_kind_dtype_and_shape(void **state) {
  (void)state;
  const struct {
    const char *signature; /* of a function with one result */
    struct value got, expected;
    enum checker_code code;
    const char *message;
  } rows[] = {
      {"f() -> f64[N]", TENSOR(VALUE_F64, 1, 2), TENSOR(VALUE_F64, 9, 9), 1, NULL},
      {"f() -> f32[N]", TENSOR(VALUE_F64, 1, 2), TENSOR(VALUE_F64, 9, 9), 1, NULL},
      {"f() -> f64[N]", TENSOR(VALUE_F32, 1, 2), TENSOR(VALUE_F64, 9, 9), 1, NULL},
      {"f() -> f64[N]", TENSOR(VALUE_I64, 1, 2), TENSOR(VALUE_F64, 9, 9), 1, NULL},
      {"f() -> f64[N]", TENSOR(VALUE_BOOL, 1, 0), TENSOR(VALUE_F64, 9, 9), 3, "the dtype bool"},
      {"f() -> i32[N]", TENSOR(VALUE_I64, 1), TENSOR(VALUE_I32, 9), 1, NULL},
      {"f() -> i64[N]", TENSOR(VALUE_BOOL, 1), TENSOR(VALUE_I64, 9), 1, NULL},
      {"f() -> i64[N]", TENSOR(VALUE_U64, 1), TENSOR(VALUE_I64, 9), 1, NULL},
      {"f() -> i64[N]", TENSOR(VALUE_F64, 1), TENSOR(VALUE_I64, 9), 3,
       "r has the dtype f64, i64 is expected"},
      {"f() -> bool[N]", TENSOR(VALUE_U8, 1), TENSOR(VALUE_BOOL, 1), 3, "the dtype u8"},
      {"f() -> bool[N]", TENSOR(VALUE_BOOL, 1, 0xaa), TENSOR(VALUE_BOOL, 1, 1), 3,
       "element 1 was never set"},
      {"f() -> f64[N]", TENSOR(VALUE_F64, 1, 2, 3), TENSOR(VALUE_F64, 9, 9), 3,
       "r has the shape [3], [2] is expected"},
      {"f() -> f64[N,M]",
       {.kind = VALUE_TENSOR, .dtype = VALUE_F64, .ndim = 2, .shape = {1, 2}, .count = 2},
       {.kind = VALUE_TENSOR, .dtype = VALUE_F64, .ndim = 2, .shape = {2, 1}, .count = 2},
       3,
       "the shape [1,2], [2,1] is expected"},
      {"f() -> f64[N]",
       {.kind = VALUE_TENSOR, .dtype = VALUE_F64, .ndim = 2, .shape = {0, 7}},
       {.kind = VALUE_TENSOR, .dtype = VALUE_F64, .ndim = 1, .shape = {0}},
       3,
       "the shape [0,7], [0] is expected"},
      {"f() -> f64[N]", SCALAR(VALUE_F64, 1), TENSOR(VALUE_F64, 9), 3, "is a scalar, a tensor"},
      {"f() -> f64", TENSOR(VALUE_F64, 1), SCALAR(VALUE_F64, 9), 3, "a single f64 is expected"},
      {"f() -> f64",
       {.kind = VALUE_TENSOR, .dtype = VALUE_F64, .count = 1, .data = (double[]){1}},
       SCALAR(VALUE_F64, 9),
       1,
       NULL},
      {"f() -> f64", TEXT(VALUE_STRING, "1"), SCALAR(VALUE_F64, 9), 3, "r is a str"},
      {"f() -> f64", NONE, SCALAR(VALUE_F64, 9), 3, "r is a none"},
      {"f() -> opt<f64>", NONE, SCALAR(VALUE_F64, 9), 1, NULL},
      {"f() -> opt<f64[N]>", TENSOR(VALUE_F64, 1, 2), NONE, 1, NULL},
      {"f() -> str", TEXT(VALUE_STRING, "a\0\xc3\xa9"), TEXT(VALUE_STRING, ""), 1, NULL},
      {"f() -> str", TEXT(VALUE_STRING, "\xc3"), TEXT(VALUE_STRING, ""), 3, "not valid UTF-8"},
      {"f() -> str", TEXT(VALUE_STRING, "\xed\xa0\x80"), TEXT(VALUE_STRING, ""), 3, "UTF-8"},
      {"f() -> bytes", TEXT(VALUE_BYTES, "\xff"), TEXT(VALUE_BYTES, ""), 1, NULL},
      {"f() -> bytes", TEXT(VALUE_STRING, "a"), TEXT(VALUE_BYTES, ""), 3, "r is a str, a bytes"},
      {"f() -> node<i64>",
       {.kind = VALUE_NODES, .fields = 1, .count = 1, .flags = VALUE_FLAG_IDENTITIES},
       {.kind = VALUE_NODES, .fields = 1, .count = 1},
       1,
       NULL},
      {"f() -> node<i64>",
       {.kind = VALUE_NODES, .fields = 1, .count = 0},
       {.kind = VALUE_NODES, .fields = 1, .count = 1},
       1,
       NULL},
      {"f() -> node<i64>",
       {.kind = VALUE_NODES, .fields = 2, .count = 1, .flags = VALUE_FLAG_IDENTITIES},
       {.kind = VALUE_NODES, .fields = 1, .count = 1},
       3,
       "2 fields a node, 1 are expected"},
      /* A frame may hold less than the hosts write: then there is a column less to read. */
      {"f() -> node<i64>",
       {.kind = VALUE_NODES, .fields = 1, .count = 1},
       {.kind = VALUE_NODES, .fields = 1, .count = 1},
       3,
       "no identities"},
      {"f() -> f64",
       {.kind = VALUE_SCALAR, .dtype = VALUE_F64, .count = 1, .flags = VALUE_FLAG_OVERRUN},
       SCALAR(VALUE_F64, 9),
       3,
       "past the end of r"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    static struct signature signature;
    struct check check;
    char what[96];
    const char *text = rows[i].signature;
    assert_int_equal(signature_parse(text, strlen(text), &signature, NULL), 0);
    check_begin(&check);
    bool right = compare_form(&check, "r", &signature.entries[0].results[0].type, &rows[i].got,
                              &rows[i].expected);
    snprintf(what, sizeof what, "row %zu, %s", i, text);
    expect(what, &check, right, rows[i].code, rows[i].message);
  }
}

/* ---- exact ---- */

static void exact_equality_is_that_of_the_numbers(void **state) {
  (void)state;
  const struct {
    struct value got, expected;
    bool equal;
    const char *message;
  } rows[] = {
      {TENSOR(VALUE_I64, 1, 2, 3), TENSOR(VALUE_I64, 1, 2, 3), true, NULL},
      {TENSOR(VALUE_I64, INT64_MIN, INT64_MAX), TENSOR(VALUE_I64, INT64_MIN, INT64_MAX), true,
       NULL},
      {TENSOR(VALUE_I64, INT64_MAX), TENSOR(VALUE_I64, INT64_MAX - 1), false, "r is wrong"},
      {TENSOR(VALUE_I64, 1, 0, 0), TENSOR(VALUE_I64, 1, 2, 3), false,
       "r is wrong in 2 of 3 elements, first at [1]"},
      {SCALAR(VALUE_I64, 1), SCALAR(VALUE_I64, 2), false, "r is wrong"},
      {TENSOR(VALUE_I32, -1), TENSOR(VALUE_I64, -1), true, NULL},
      {TENSOR(VALUE_U8, 255), TENSOR(VALUE_I32, 255), true, NULL},
      {TENSOR(VALUE_U8, 255), TENSOR(VALUE_I32, -1), false, NULL},
      {TENSOR(VALUE_BOOL, 1, 0), TENSOR(VALUE_I64, 1, 0), true, NULL},
      {TENSOR(VALUE_U64, UINT64_MAX), TENSOR(VALUE_U64, UINT64_MAX), true, NULL},
      {TENSOR(VALUE_U64, UINT64_MAX), TENSOR(VALUE_U64, UINT64_MAX - 1), false, NULL},
      {TENSOR(VALUE_U64, UINT64_MAX), TENSOR(VALUE_I64, -1), false, NULL},
      {TENSOR(VALUE_I64, -1), TENSOR(VALUE_U64, UINT64_MAX), false, NULL},
      {TENSOR(VALUE_U64, 7), TENSOR(VALUE_I64, 7), true, NULL},
      {TENSOR(VALUE_F64, 0.1), TENSOR(VALUE_F64, 0.1), true, NULL},
      {TENSOR(VALUE_F64, 0x1.0000000000001p0), TENSOR(VALUE_F64, 1), false, NULL},
      {TENSOR(VALUE_F64, 0x0.0000000000001p-1022), TENSOR(VALUE_F64, 0), false, NULL},
      {TENSOR(VALUE_F64, -0.0), TENSOR(VALUE_F64, 0.0), true, NULL},
      {TENSOR(VALUE_F64, NAN), TENSOR(VALUE_F64, NAN), true, NULL},
      {TENSOR(VALUE_F64, NAN), TENSOR(VALUE_F64, 0), false, NULL},
      {TENSOR(VALUE_F64, 0), TENSOR(VALUE_F64, NAN), false, NULL},
      {TENSOR(VALUE_F64, INFINITY), TENSOR(VALUE_F64, INFINITY), true, NULL},
      {TENSOR(VALUE_F64, -INFINITY), TENSOR(VALUE_F64, INFINITY), false, NULL},
      {TENSOR(VALUE_F32, 0.5f), TENSOR(VALUE_F64, 0.5), true, NULL},
      {TENSOR(VALUE_F32, 0.1f), TENSOR(VALUE_F64, 0.1), false, NULL},
      {TEXT(VALUE_STRING, "abc"), TEXT(VALUE_STRING, "abc"), true, NULL},
      {TEXT(VALUE_STRING, "a\0c"), TEXT(VALUE_STRING, "a\0d"), false, "differs first at byte 2"},
      {TEXT(VALUE_STRING, "abc"), TEXT(VALUE_STRING, "ab"), false, "the wrong length"},
      {TEXT(VALUE_BYTES, ""), TEXT(VALUE_BYTES, ""), true, NULL},
      {TEXT(VALUE_BYTES, ""), TEXT(VALUE_BYTES, "\0"), false, "the wrong length"},
      {NONE, NONE, true, NULL},
      {NONE, SCALAR(VALUE_I64, 0), false, "none or not none"},
      {SCALAR(VALUE_I64, 0), NONE, false, "none or not none"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct check check;
    char what[32];
    check_begin(&check);
    bool right = compare_exact(&check, "r", &rows[i].got, &rows[i].expected);
    snprintf(what, sizeof what, "row %zu", i);
    expect(what, &check, right, rows[i].equal ? CHECKER_ACCEPTED : CHECKER_WRONG, rows[i].message);
  }
}

static void first_difference_is_told_with_its_index_in_every_dimension(void **state) {
  (void)state;
  int64_t items[24] = {0}, others[24] = {0};
  struct value got = {.kind = VALUE_TENSOR,
                      .dtype = VALUE_I64,
                      .ndim = 3,
                      .shape = {2, 3, 4},
                      .count = 24,
                      .data = items};
  struct value expected = got;
  struct check check;
  expected.data = others;
  items[17] = 5;
  items[23] = 6;
  check_begin(&check);
  assert_false(compare_exact(&check, "r", &got, &expected));
  assert_string_equal(check.outcome.message, "r is wrong in 2 of 24 elements, first at [1,1,1]");
  assert_string_equal(check.outcome.staff, "r[1,1,1] is 5, expected 0");
}

static void lists_compare_their_payload_not_their_identities(void **state) {
  (void)state;
  static const struct {
    int64_t got[6]; /* identity, key, tag */
    uint64_t count;
    uint32_t flags;
    bool equal;
    const char *message;
  } rows[] = {
      {{0, 1, 2, 1, 3, 4}, 2, 0, true, NULL},
      {{-1, 1, 2, 9, 3, 4}, 2, 0, true, NULL},
      {{0, 1, 2, 1, 3, 5}, 2, 0, false, "first at node 1"},
      {{0, 9, 2, 1, 3, 5}, 2, 0, false, "first at node 0"},
      {{0, 1, 2}, 1, 0, false, "has 1 nodes, 2 are expected"},
      {{0}, 0, 0, false, "has 0 nodes, 2 are expected"},
      {{0, 1, 2, 1, 3, 4}, 2, VALUE_FLAG_CYCLE, false, "there is a cycle"},
  };
  struct value expected = {.kind = VALUE_NODES,
                           .dtype = VALUE_I64,
                           .fields = 2,
                           .count = 2,
                           .data = (int64_t[]){1, 2, 3, 4}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct check check;
    struct value got = {.kind = VALUE_NODES,
                        .dtype = VALUE_I64,
                        .fields = 2,
                        .count = rows[i].count,
                        .flags = rows[i].flags | VALUE_FLAG_IDENTITIES,
                        .data = (void *)(uintptr_t)rows[i].got};
    check_begin(&check);
    bool right = compare_exact(&check, "r", &got, &expected);
    expect("list", &check, right, rows[i].equal ? CHECKER_ACCEPTED : CHECKER_WRONG,
           rows[i].message);
  }
}

static void sets_compare_without_order_but_with_multiplicity(void **state) {
  (void)state;
  const struct {
    struct value got, expected;
    enum checker_code code;
  } rows[] = {
      {TENSOR(VALUE_I64, 3, 1, 2), TENSOR(VALUE_I64, 1, 2, 3), CHECKER_ACCEPTED},
      {TENSOR(VALUE_I64, 1, 1, 2), TENSOR(VALUE_I64, 2, 1, 1), CHECKER_ACCEPTED},
      {TENSOR(VALUE_I64, 1, 1, 2), TENSOR(VALUE_I64, 1, 2, 2), CHECKER_WRONG},
      {TENSOR(VALUE_I64, 1, 2), TENSOR(VALUE_I64, 1, 2, 3), CHECKER_BAD_OUTPUT},
      {TENSOR(VALUE_I64, 1, 2, 2), TENSOR(VALUE_I64, 1, 2), CHECKER_BAD_OUTPUT},
      {TENSOR(VALUE_I32, INT32_MIN, 0), TENSOR(VALUE_I64, 0, INT32_MIN), CHECKER_ACCEPTED},
      {TENSOR(VALUE_I64, INT64_MIN, INT64_MAX), TENSOR(VALUE_I64, INT64_MAX, INT64_MIN),
       CHECKER_ACCEPTED},
      {TENSOR(VALUE_U64, UINT64_MAX), TENSOR(VALUE_I64, -1), CHECKER_WRONG},
      {TENSOR(VALUE_U64, UINT64_MAX, 1), TENSOR(VALUE_U64, 1, UINT64_MAX), CHECKER_ACCEPTED},
      {NONE, TENSOR(VALUE_I64, 1), CHECKER_WRONG},
      {{.kind = VALUE_TENSOR, .dtype = VALUE_I64, .ndim = 1},
       {.kind = VALUE_TENSOR, .dtype = VALUE_I64, .ndim = 1},
       CHECKER_ACCEPTED},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct check check;
    char what[32];
    check_begin(&check);
    bool right = compare_multiset(&check, "r", &rows[i].got, &rows[i].expected);
    snprintf(what, sizeof what, "row %zu", i);
    expect(what, &check, right, rows[i].code, NULL);
  }
}

/* ---- outcomes ---- */

static void first_failure_wins(void **state) {
  (void)state;
  struct check check;
  check_begin(&check);
  assert_false(check_failed(&check));
  check_wrong(&check, "first %d", 1);
  check_bad_output(&check, "second");
  check_staff(&check, "staff %s", "first");
  check_staff(&check, "staff second");
  assert_true(check_failed(&check));
  expect("first", &check, false, CHECKER_WRONG, "first 1");
  assert_string_equal(check.outcome.staff, "staff first");
}

static void message_of_any_length_is_cut_to_its_place(void **state) {
  (void)state;
  static char longest[4096];
  struct check check;
  memset(longest, 'x', sizeof longest - 1);
  check_begin(&check);
  check_bad_output(&check, "%s", longest);
  check_staff(&check, "%s", longest);
  assert_int_equal(strlen(check.outcome.message), sizeof check.outcome.message - 1);
  assert_int_equal(strlen(check.outcome.staff), sizeof check.outcome.staff - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(form_is_judged_by_kind_dtype_and_shape),
      cmocka_unit_test(exact_equality_is_that_of_the_numbers),
      cmocka_unit_test(first_difference_is_told_with_its_index_in_every_dimension),
      cmocka_unit_test(lists_compare_their_payload_not_their_identities),
      cmocka_unit_test(sets_compare_without_order_but_with_multiplicity),
      cmocka_unit_test(first_failure_wins),
      cmocka_unit_test(message_of_any_length_is_cut_to_its_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
