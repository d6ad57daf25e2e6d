/* Frames as a hostile process may write them: refused with the reason, or at least never leading
 * out of the file. */
#include "tests/unit/graders/cmocka_all.h"

#include "graders/sdk/frame.h"
#include "graders/sdk/frame_layout.h"

#define NONCE 0x1122334455667788u

struct layout {
  struct frame_layout_header header;
  struct frame_layout_call calls[2];
  struct frame_layout_value values[3];
  uint8_t pad[24];
  uint8_t data[3][64];
};
_Static_assert(offsetof(struct layout, data) % 64 == 0, "data is aligned");

/* Two calls; a tensor i64[2,3], a string of 5 bytes, a list of 2 nodes with identities. */
static struct layout good_layout(void) {
  struct layout l = {
      .header = {FRAME_MAGIC, FRAME_VERSION, 2, 3, 0, NONCE, sizeof l},
      .calls = {{0, 0, 0, 2, FRAME_RETURNED, 0}, {0, 0, 2, 1, FRAME_RETURNED, 0}},
      .values = {{.kind = VALUE_TENSOR,
                  .dtype = VALUE_I64,
                  .ndim = 2,
                  .shape = {2, 3},
                  .count = 6,
                  .bytes = 48},
                 {.kind = VALUE_STRING, .dtype = VALUE_U8, .count = 5, .bytes = 5},
                 {.kind = VALUE_NODES, .dtype = VALUE_I64, .fields = 1, .count = 2, .bytes = 32}}};
  for (int i = 0; i < 3; i++) l.values[i].offset = offsetof(struct layout, data[i]);
  return l;
}

static int parse_copy(const void *from, size_t length, struct err *err) {
  struct frame frame;
  uint8_t *copy = malloc(length > 0 ? length : 1);
  memcpy(copy, from, length);
  int rc = frame_parse(copy, length, &frame, err);
  if (rc == 0) {
    /* What was accepted can be read: ASan would tell. */
    volatile uint8_t sum = 0;
    for (uint32_t i = 0; i < frame.value_count; i++)
      for (size_t k = 0; k < value_bytes(&frame.values[i]); k++) sum += frame.values[i].u8[k];
    frame_clear(&frame);
  }
  free(copy);
  return rc;
}

static void well_formed_layout_is_accepted(void **state) {
  (void)state;
  struct layout l = good_layout();
  struct frame frame;
  assert_int_equal(frame_parse(&l, sizeof l, &frame, NULL), 0);
  assert_int_equal(frame.values[2].flags, VALUE_FLAG_IDENTITIES);
  assert_int_equal(value_bytes(&frame.values[2]), 32);
  frame_clear(&frame);
}

static void list_says_whether_it_has_identities(void **state) {
  (void)state;
  struct layout l = good_layout();
  struct frame frame;
  l.values[2].bytes = 16; /* two nodes of one field, and nothing else */
  assert_int_equal(frame_parse(&l, sizeof l, &frame, NULL), 0);
  assert_int_equal(frame.values[2].flags, 0);
  assert_int_equal(value_bytes(&frame.values[2]), 16);
  frame_clear(&frame);
}

struct damage {
  const char *name;
  size_t at, width;
  uint64_t value;
  const char *words; /* of the refusal */
};
#define HEADER(field) \
  offsetof(struct layout, header.field), sizeof((struct layout *)0)->header.field
#define CALL(i, field) \
  offsetof(struct layout, calls[i].field), sizeof((struct layout *)0)->calls[i].field
#define VALUE(i, field) \
  offsetof(struct layout, values[i].field), sizeof((struct layout *)0)->values[i].field
#define DATA(i) offsetof(struct layout, data[i])

static void damaged_layout_is_refused_with_the_reason(void **state) {
  (void)state;
  static const struct damage rows[] = {
      {"no magic", HEADER(magic), 0, "no complete frame"},
      {"wrong magic", HEADER(magic), FRAME_MAGIC + 1, "no complete frame"},
      {"version 0", HEADER(version), 0, "unknown version"},
      {"version 2", HEADER(version), 2, "unknown version"},
      {"longer than its file", HEADER(total_bytes), sizeof(struct layout) + 1, "longer than"},
      {"absurdly long", HEADER(total_bytes), UINT64_MAX, "longer than"},
      {"shorter than its tables", HEADER(total_bytes), offsetof(struct layout, pad) - 1, "tables"},
      {"without room for data", HEADER(total_bytes), DATA(0), "outside"},
      {"too many calls", HEADER(call_count), FRAME_CALLS_MAX + 1, "too many"},
      {"all calls", HEADER(call_count), UINT32_MAX, "too many"},
      {"calls beyond the file", HEADER(call_count), FRAME_CALLS_MAX, "tables do not fit"},
      {"too many values", HEADER(value_count), FRAME_VALUES_MAX + 1, "too many"},
      {"values beyond the file", HEADER(value_count), FRAME_VALUES_MAX, "tables do not fit"},
      {"call beyond the values", CALL(1, first_value), 3, "outside of the table"},
      {"call far beyond", CALL(1, first_value), UINT32_MAX, "outside of the table"},
      {"call with too many values", CALL(1, value_count), 2, "outside of the table"},
      {"call with all values", CALL(0, value_count), UINT32_MAX, "outside of the table"},
      {"calls that share values", CALL(1, first_value), 1, "those of another"},
      {"kind 0", VALUE(0, kind), 0, "unknown kind"},
      {"kind 7", VALUE(0, kind), VALUE_NONE + 1, "unknown kind"},
      {"all kinds", VALUE(0, kind), UINT32_MAX, "unknown kind"},
      {"dtype 0", VALUE(0, dtype), 0, "do not fit"},
      {"dtype 8", VALUE(0, dtype), VALUE_F64 + 1, "do not fit"},
      {"narrower dtype", VALUE(0, dtype), VALUE_I32, "do not fit"},
      {"nine dimensions", VALUE(0, ndim), VALUE_NDIM_MAX + 1, "do not fit"},
      {"one dimension less", VALUE(0, ndim), 1, "do not fit"},
      {"negative dimension", VALUE(0, shape[0]), (uint64_t)-2, "do not fit"},
      {"dimension 2^63-1", VALUE(0, shape[1]), INT64_MAX, "do not fit"},
      {"product that wraps to 6", VALUE(0, shape[1]), (1ull << 63) + 3, "do not fit"},
      {"one element more", VALUE(0, count), 7, "do not fit"},
      {"count that wraps", VALUE(0, count), (1ull << 61) + 6, "do not fit"},
      {"five fields", VALUE(2, fields), VALUE_FIELDS_MAX + 1, "do not fit"},
      {"no fields", VALUE(2, fields), 0, "do not fit"},
      {"a field more", VALUE(2, fields), 3, "do not fit"},
      {"unknown flag", VALUE(0, flags), 16, "unknown flags"},
      {"flag of the parser's own", VALUE(2, flags), VALUE_FLAG_IDENTITIES, "unknown flags"},
      {"data over the tables", VALUE(0, offset), 0, "overlaps"},
      {"data over the last table", VALUE(0, offset), 384, "overlaps"},
      {"data over other data", VALUE(1, offset), DATA(0), "overlaps"},
      {"data that begins inside other data", VALUE(1, offset), DATA(0) + 8, "overlaps"},
      {"data before earlier data", VALUE(2, offset), DATA(1), "overlaps"},
      {"misaligned by 1", VALUE(1, offset), DATA(1) + 1, "aligned"},
      {"misaligned by 8", VALUE(1, offset), DATA(1) + 8, "aligned"},
      {"data past the end", VALUE(2, offset), DATA(2) + 64, "outside"},
      {"data far past the end", VALUE(2, offset), UINT64_MAX - 63, "outside"},
      {"data that ends past the end", VALUE(2, bytes), 33, "do not fit"},
      {"all bytes", VALUE(1, bytes), UINT64_MAX, "do not fit"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct layout l = good_layout();
    struct err err = {0};
    memcpy((uint8_t *)&l + rows[i].at, &rows[i].value, rows[i].width);
    int rc = parse_copy(&l, sizeof l, &err);
    if (rc != -ERR_INVALID) fail_msg("%s: %d", rows[i].name, rc);
    if (!strstr(err.message, rows[i].words)) fail_msg("%s: %s", rows[i].name, err.message);
  }
}

/* A string of the announced size must lie within the file, however large. */
static void string_that_ends_past_the_file_is_refused(void **state) {
  (void)state;
  static const uint64_t sizes[] = {65, 1000, FRAME_BYTES_MAX, FRAME_BYTES_MAX + 1, UINT64_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct layout l = good_layout();
    l.header.value_count = 2;
    l.header.call_count = 1;
    l.header.total_bytes = DATA(1) + 64;
    l.values[1].count = l.values[1].bytes = sizes[i];
    assert_int_equal(parse_copy(&l, DATA(1) + 64, NULL), -ERR_INVALID);
  }
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  struct layout l = good_layout();
  for (size_t length = 0; length < sizeof l; length++)
    assert_int_equal(parse_copy(&l, length, NULL), -ERR_INVALID);
  assert_int_equal(parse_copy(&l, sizeof l, NULL), 0);
}

/* And the same when the header admits it. */
static void every_honest_truncation_is_refused_or_readable(void **state) {
  (void)state;
  struct layout l = good_layout();
  int accepted = 0;
  for (size_t length = 0; length < sizeof l; length++) {
    l.header.total_bytes = length;
    accepted += parse_copy(&l, length, NULL) == 0;
  }
  assert_int_equal(accepted, 64 - 32); /* only the slack behind the last value may be missing */
}

static void every_damaged_byte_is_refused_or_readable(void **state) {
  (void)state;
  static const uint8_t masks[] = {0x01, 0x80, 0xff};
  for (size_t at = 0; at < sizeof(struct layout); at++)
    for (size_t m = 0; m < sizeof masks; m++) {
      struct layout l = good_layout();
      ((uint8_t *)&l)[at] ^= masks[m];
      parse_copy(&l, sizeof l, NULL);
    }
}

static void refused_frame_leaves_the_result_untouched(void **state) {
  (void)state;
  struct layout l = good_layout();
  struct frame frame, before;
  memset(&frame, 0x5a, sizeof frame);
  before = frame;
  l.values[2].kind = 0;
  assert_true(frame_parse(&l, sizeof l, &frame, NULL) < 0);
  assert_memory_equal(&frame, &before, sizeof frame);
}

/* The parser hands it on: whose output it is the caller decides. */
static void nonce_is_handed_on(void **state) {
  (void)state;
  struct layout l = good_layout();
  struct frame frame;
  l.header.nonce = NONCE + 1;
  assert_int_equal(frame_parse(&l, sizeof l, &frame, NULL), 0);
  assert_int_equal(frame.nonce, NONCE + 1);
  frame_clear(&frame);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(well_formed_layout_is_accepted),
      cmocka_unit_test(list_says_whether_it_has_identities),
      cmocka_unit_test(damaged_layout_is_refused_with_the_reason),
      cmocka_unit_test(string_that_ends_past_the_file_is_refused),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(every_honest_truncation_is_refused_or_readable),
      cmocka_unit_test(every_damaged_byte_is_refused_or_readable),
      cmocka_unit_test(refused_frame_leaves_the_result_untouched),
      cmocka_unit_test(nonce_is_handed_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
