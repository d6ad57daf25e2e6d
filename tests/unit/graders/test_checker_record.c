/* Records between judge, checker and hosts: what is put is got; what is cut short, lengthened or
 * out of range is refused. An outcome comes from a process that has met hostile bytes. */
#include "tests/unit/graders/cmocka_all.h"

#include "daemon/base/bytes.h"
#include "graders/sdk/checker.h"

static uint8_t buffer[16384];

/* One record: put fills *record with something of every kind; again gets and puts. */
struct row {
  const char *name;
  size_t (*put)(void *data, size_t capacity);
  int (*again)(const void *data, size_t length, void *to, size_t capacity, size_t *ret_length);
};

static size_t put_options(void *data, size_t capacity) {
  static const struct checker_options options = {.kind = CHECKER_KIND_CLOSE,
                                                 .tolerance = TOLERANCE_CUSTOM,
                                                 .rtol = 1e-6,
                                                 .atol = 0x1p-1074,
                                                 .signature = "f(x: f64[N]) -> f64"};
  return checker_options_put(&options, data, capacity);
}

static size_t put_task(void *data, size_t capacity) {
  static const struct checker_task task = {.group = "edges",
                                           .tag = "one_by_one",
                                           .language = "python",
                                           .size = -1,
                                           .repeat = UINT32_MAX,
                                           .seed = {1, 2, 255},
                                           .nonce = UINT64_MAX - 1};
  return checker_task_put(&task, data, capacity);
}

static size_t put_generated(void *data, size_t capacity) {
  static const struct checker_generated generated = {1ull << 40, 2, 3, UINT64_MAX};
  return checker_generated_put(&generated, data, capacity);
}

static size_t put_run(void *data, size_t capacity) {
  static const struct checker_run run = {.aliases = 1, .public_test = 7};
  return checker_run_put(&run, data, capacity);
}

static size_t put_outcome(void *data, size_t capacity) {
  static const struct checker_outcome outcome = {.code = CHECKER_WRONG,
                                                 .score = 0.25,
                                                 .error_share = 1e300,
                                                 .message = "off",
                                                 .staff = "expected 3"};
  return checker_outcome_put(&outcome, data, capacity);
}

static size_t put_runtime(void *data, size_t capacity) {
  static const struct runtime_task task = {
      .nonce = 1ull << 63, .input_bytes = 40, .signature = "f() -> i64"};
  return runtime_task_put(&task, data, capacity);
}

#define AGAIN(function, record_type, get, put)                                                \
  static int function(const void *data, size_t length, void *to, size_t capacity,             \
                      size_t *ret_length) {                                                   \
    static struct record_type record;                                                         \
    struct err err = {0};                                                                     \
    memset(&record, 0xaa, sizeof record);                                                     \
    int rc = get(&record, data, length, &err);                                                \
    if (rc == 0) *ret_length = put(&record, to, capacity);                                    \
    if (rc < 0) assert_true(rc == -ERR_PROTOCOL && err.code == ERR_PROTOCOL && *err.message); \
    return rc;                                                                                \
  }
AGAIN(again_options, checker_options, checker_options_get, checker_options_put)
AGAIN(again_task, checker_task, checker_task_get, checker_task_put)
AGAIN(again_generated, checker_generated, checker_generated_get, checker_generated_put)
AGAIN(again_run, checker_run, checker_run_get, checker_run_put)
AGAIN(again_outcome, checker_outcome, checker_outcome_get, checker_outcome_put)
AGAIN(again_runtime, runtime_task, runtime_task_get, runtime_task_put)

static const struct row rows[] = {
    {"options", put_options, again_options},       {"task", put_task, again_task},
    {"generated", put_generated, again_generated}, {"run", put_run, again_run},
    {"outcome", put_outcome, again_outcome},       {"runtime task", put_runtime, again_runtime}};
#define ROWS (sizeof rows / sizeof *rows)

/* `length` bytes at the end of their own allocation, so that a read beyond them is found. */
static int again_copy(const struct row *row, const void *from, size_t length, size_t *ret_length) {
  static uint8_t to[16384];
  uint8_t *copy = malloc(length > 0 ? length : 1);
  memcpy(copy, from, length);
  int rc = row->again(copy, length, to, sizeof to, ret_length);
  if (rc == 0 && (*ret_length != length || memcmp(to, copy, length) != 0))
    fail_msg("%s: got and put again are not the same bytes", row->name);
  free(copy);
  return rc;
}

static void what_is_put_is_got(void **state) {
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    size_t length = rows[i].put(buffer, sizeof buffer), again = 0;
    assert_true(length > 0);
    if (again_copy(&rows[i], buffer, length, &again) < 0) fail_msg("%s", rows[i].name);
  }
}

static void fields_keep_their_values(void **state) {
  (void)state;
  static struct checker_task task;
  struct checker_outcome outcome;
  assert_int_equal(checker_task_get(&task, buffer, put_task(buffer, sizeof buffer), NULL), 0);
  assert_string_equal(task.group, "edges");
  assert_string_equal(task.tag, "one_by_one");
  assert_string_equal(task.language, "python");
  assert_true(task.size == -1 && task.repeat == UINT32_MAX && task.nonce == UINT64_MAX - 1);
  assert_int_equal(task.seed[2], 255);
  assert_int_equal(checker_outcome_get(&outcome, buffer, put_outcome(buffer, sizeof buffer), NULL),
                   0);
  assert_int_equal(outcome.code, CHECKER_WRONG);
  assert_true(outcome.score == 0.25 && outcome.error_share == 1e300);
  assert_string_equal(outcome.staff, "expected 3");
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    size_t length = rows[i].put(buffer, sizeof buffer), again;
    for (size_t cut = 0; cut < length; cut++)
      if (again_copy(&rows[i], buffer, cut, &again) >= 0)
        fail_msg("%s: %zu of %zu bytes", rows[i].name, cut, length);
  }
}

static void every_byte_too_many_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    size_t length = rows[i].put(buffer, sizeof buffer), again;
    for (size_t more = 1; more < 20; more++) {
      buffer[length + more - 1] = 0;
      assert_true(again_copy(&rows[i], buffer, length + more, &again) < 0);
    }
  }
}

/* Whatever byte is damaged: refused, or another record that is got and put alike. */
static void every_damaged_byte_is_refused_or_another_record(void **state) {
  (void)state;
  static const uint8_t masks[] = {0x01, 0x80, 0xff};
  for (size_t i = 0; i < ROWS; i++) {
    size_t length = rows[i].put(buffer, sizeof buffer), again;
    for (size_t at = 0; at < length; at++)
      for (size_t m = 0; m < sizeof masks; m++) {
        buffer[at] ^= masks[m];
        again_copy(&rows[i], buffer, length, &again);
        buffer[at] ^= masks[m];
      }
  }
}

static void what_does_not_fit_is_not_put(void **state) {
  (void)state;
  for (size_t i = 0; i < ROWS; i++) {
    size_t length = rows[i].put(buffer, sizeof buffer);
    for (size_t capacity = 0; capacity < length; capacity++)
      assert_int_equal(rows[i].put(buffer, capacity), 0);
    assert_int_equal(rows[i].put(buffer, length), length);
  }
}

static void outcome_out_of_range_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *name;
    uint32_t code;
    double score, error_share;
    bool good;
  } cases[] = {
      {"accepted", CHECKER_ACCEPTED, 1, 0, true},
      {"mutated", CHECKER_INPUT_MUTATED, 0, 0, true},
      {"code 0", 0, 1, 0, false},
      {"code 5", CHECKER_INPUT_MUTATED + 1, 1, 0, false},
      {"all codes", UINT32_MAX, 1, 0, false},
      {"score above 1", CHECKER_ACCEPTED, 1.0000001, 0, false},
      {"score below 0", CHECKER_ACCEPTED, -1e-9, 0, false},
      {"score NaN", CHECKER_ACCEPTED, NAN, 0, false},
      {"score infinite", CHECKER_ACCEPTED, INFINITY, 0, false},
      {"share below 0", CHECKER_ACCEPTED, 1, -1, false},
      {"share NaN", CHECKER_ACCEPTED, 1, NAN, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct checker_outcome outcome = {.code = (enum checker_code)cases[i].code,
                                      .score = cases[i].score,
                                      .error_share = cases[i].error_share};
    size_t length = checker_outcome_put(&outcome, buffer, sizeof buffer);
    int rc = checker_outcome_get(&outcome, buffer, length, NULL);
    if ((rc == 0) != cases[i].good) fail_msg("%s: %d", cases[i].name, rc);
  }
}

static void options_out_of_range_are_refused(void **state) {
  (void)state;
  static const struct {
    uint32_t kind, tolerance;
    bool good;
  } cases[] = {{CHECKER_KIND_EXACT, TOLERANCE_NONE, true},
               {CHECKER_KIND_PROP, TOLERANCE_C32, true},
               {0, TOLERANCE_NONE, false},
               {CHECKER_KIND_PROP + 1, 0, false},
               {UINT32_MAX, 0, false},
               {1, TOLERANCE_CUSTOM + 1, false}};
  static struct checker_options options;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    options.kind = (enum checker_kind)cases[i].kind;
    options.tolerance = (enum tolerance_class)cases[i].tolerance;
    size_t length = checker_options_put(&options, buffer, sizeof buffer);
    assert_int_equal(checker_options_get(&options, buffer, length, NULL) == 0, cases[i].good);
  }
}

/* Texts come with their length: neither a NUL inside nor one byte too many is taken. */
static void text_that_does_not_fit_its_field_is_refused(void **state) {
  (void)state;
  static const struct {
    size_t length;
    char fill;
    bool good;
  } cases[] = {{0, 'x', true},   {511, 'x', true},   {512, 'x', false},
               {9, '\0', false}, {4000, 'x', false}, {511, '\xff', true}};
  static char text[4096];
  struct checker_outcome outcome;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bytes_writer writer = bytes_writer(buffer, sizeof buffer);
    memset(text, cases[i].fill, sizeof text);
    bytes_put_u32(&writer, CHECKER_WRONG);
    bytes_put_f64(&writer, 0);
    bytes_put_f64(&writer, 0);
    bytes_put_blob(&writer, text, cases[i].length);
    bytes_put_string(&writer, "");
    int rc = checker_outcome_get(&outcome, buffer, writer.length, NULL);
    if ((rc == 0) != cases[i].good) fail_msg("%zu bytes: %d", cases[i].length, rc);
  }
}

static void announced_length_beyond_the_record_is_refused(void **state) {
  (void)state;
  static const uint32_t lengths[] = {100, 1000, INT32_MAX, UINT32_MAX};
  struct checker_outcome outcome;
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    size_t length = put_outcome(buffer, sizeof buffer);
    struct bytes_writer writer = bytes_writer(buffer + 20, 4);
    bytes_put_u32(&writer, lengths[i]); /* of the message */
    assert_true(checker_outcome_get(&outcome, buffer, length, NULL) < 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_put_is_got),
      cmocka_unit_test(fields_keep_their_values),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(every_byte_too_many_is_refused),
      cmocka_unit_test(every_damaged_byte_is_refused_or_another_record),
      cmocka_unit_test(what_does_not_fit_is_not_put),
      cmocka_unit_test(outcome_out_of_range_is_refused),
      cmocka_unit_test(options_out_of_range_are_refused),
      cmocka_unit_test(text_that_does_not_fit_its_field_is_refused),
      cmocka_unit_test(announced_length_beyond_the_record_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
