/* What the decoder lets through, and how it refuses the rest: reason, field and the limit and value
 * in the message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above before it */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/ask.h"
#include "proto/wire/decode.h"

/* Protobuf by hand, so that it can be wrong. */
struct bytes {
  uint8_t data[3 * 1024 * 1024];
  size_t length;
};

static void put_varint(struct bytes *to, uint64_t value) {
  for (; value > 0x7f; value >>= 7) to->data[to->length++] = (uint8_t)(value | 0x80);
  to->data[to->length++] = (uint8_t)value;
}

static void put_field(struct bytes *to, unsigned number, const void *data, size_t length) {
  put_varint(to, number << 3 | 2);
  put_varint(to, length);
  if (length > 0) memcpy(to->data + to->length, data, length);
  to->length += length;
}

static void put_text(struct bytes *to, unsigned number, const char *text) {
  put_field(to, number, text, strlen(text));
}

static void put_number(struct bytes *to, unsigned number, uint64_t value) {
  put_varint(to, number << 3);
  put_varint(to, value);
}

enum { REQUEST = 1, SUBMIT = 2, ACK = 3, QUERY = 4, STATUS = 5, PING = 6, SUBSCRIBE = 7 };

/* A Submit with fields that a row may override. */
struct sample {
  const char *id, *question, *language;
  size_t id_length; /* 0: strlen */
  int lane;
  const char *name, *content;
  size_t content_length; /* 0: strlen */
  size_t files;          /* 0: one */
  bool no_files;
};

static struct bytes frame, body, file;

static const char *text_or(const char *text, const char *other) { return text ? text : other; }

static void build(const struct sample *sample) {
  const char *id = text_or(sample->id, "id-1"), *content = text_or(sample->content, "int x;\n");
  frame.length = body.length = file.length = 0;
  put_field(&body, 1, id, sample->id_length ? sample->id_length : strlen(id));
  put_text(&body, 2, text_or(sample->question, "matmul"));
  put_text(&body, 3, text_or(sample->language, "c"));
  if (sample->name) put_text(&file, 1, sample->name);
  put_field(&file, 2, content, sample->content_length ? sample->content_length : strlen(content));
  for (size_t i = 0; !sample->no_files && i < (sample->files ? sample->files : 1); i++)
    put_field(&body, 4, file.data, file.length);
  if (sample->lane) put_number(&body, 5, (uint64_t)(int64_t)sample->lane);
  put_number(&frame, REQUEST, 42);
  put_field(&frame, SUBMIT, body.data, body.length);
}

static struct wire_decoder *decoder;
static struct wire_request request;
static struct submit_reply refusal;

static int decode(void) {
  /* An exact copy, so that AddressSanitizer sees a read past the end. */
  uint8_t *exact = malloc(frame.length + 1);
  memcpy(exact, frame.data, frame.length);
  memset(&request, 0, sizeof request);
  memset(&refusal, 0, sizeof refusal);
  int rc = wire_decode(decoder, exact, frame.length, &request, &refusal);
  free(exact);
  return rc;
}

static void assert_refused(enum reject_reason reason, const char *field, const char *fragment) {
  assert_true(decode() < 0);
  if (refusal.reason != reason || strcmp(refusal.field, field) != 0 ||
      !strstr(refusal.message, fragment))
    fail_msg("reason %d, field '%s', message '%s'; expected %d, '%s', ...%s...", refusal.reason,
             refusal.field, refusal.message, reason, field, fragment);
}

static void a_submission_is_taken_with_all_its_fields(void **state) {
  (void)state;
  build(&(struct sample){.lane = 3, .name = "solution.c", .content = "int f(void);\n"});
  assert_int_equal(decode(), 0);
  assert_int_equal(request.kind, WIRE_SUBMIT);
  assert_int_equal(request.request, 42);
  const struct submission *submission = &request.submission;
  assert_string_equal(submission->id, "id-1");
  assert_string_equal(submission->question, "matmul");
  assert_string_equal(submission->language, "c");
  assert_string_equal(submission->tenant, "");
  assert_int_equal(submission->lane, LANE_BATCH);
  assert_int_equal(submission->file_count, 1);
  assert_string_equal(submission->files[0].name, "solution.c");
  assert_int_equal(submission->source_length, strlen("int f(void);\n"));
  assert_string_equal((const char *)submission->source, "int f(void);\n");
}

static void several_files_lie_end_to_end(void **state) {
  (void)state;
  struct wire_submit submit = {.id = "a",
                               .question = "q",
                               .language = "python",
                               .file_count = 2,
                               .files = {{"a.py", "one", 3}, {"b.py", "three", 5}}};
  struct wire_buffer buffer = {0};
  assert_int_equal(wire_ask_submit(&buffer, 7, &submit, NULL), 0);
  memcpy(frame.data, buffer.data, frame.length = buffer.length);
  wire_buffer_clear(&buffer);
  assert_int_equal(decode(), 0);
  assert_int_equal(request.submission.lane, LANE_INTERACTIVE);
  assert_string_equal((const char *)request.submission.source, "onethree");
  assert_int_equal(request.submission.files[1].offset, 3);
  assert_int_equal(request.submission.files[1].length, 5);
}

static void each_rule_of_a_submission_names_field_limit_and_value(void **state) {
  (void)state;
  static char big[LIMIT_SOURCE_BYTES + 2];
  memset(big, 'x', sizeof big - 1);
  static const struct {
    struct sample sample;
    enum reject_reason reason;
    const char *field, *fragment;
  } rows[] = {
      {{.id = "", .id_length = 0}, REJECT_INVALID_FIELD, "submit.id", "1 to 64"},
      {{.id = "0123456789012345678901234567890123456789012345678901234567890123456789"},
       REJECT_TOO_LARGE,
       "submit.id",
       "70 bytes, the limit is 64"},
      {{.id = "a/b"}, REJECT_INVALID_FIELD, "submit.id", "'/' at offset 1"},
      {{.id = "a\nb"}, REJECT_INVALID_FIELD, "submit.id", "0x0a at offset 1"},
      {{.id = "a\0b", .id_length = 3}, REJECT_INVALID_FIELD, "submit.id", "NUL byte at offset 1"},
      {{.id = "ab\xff"}, REJECT_INVALID_FIELD, "submit.id", "offset 2 is not valid UTF-8"},
      {{.question = "Mat"}, REJECT_INVALID_FIELD, "submit.question", "'M' at offset 0"},
      {{.language = ""}, REJECT_INVALID_FIELD, "submit.language", "empty"},
      {{.language = "a-language-of-great-length"},
       REJECT_TOO_LARGE,
       "submit.language",
       "26 bytes, the limit is 16"},
      {{.lane = 4}, REJECT_INVALID_FIELD, "submit.lane", "4, the limits are 0 to 3"},
      {{.lane = -1}, REJECT_INVALID_FIELD, "submit.lane", "-1, the limits are 0 to 3"},
      {{.no_files = true}, REJECT_INVALID_FIELD, "submit.files", "0 files, the limits are 1 to 16"},
      {{.files = 17}, REJECT_TOO_LARGE, "submit.files", "17 elements, the limit is 16"},
      {{.files = 2, .name = "a.c"}, REJECT_INVALID_FIELD, "submit.files[1].name", "file 0"},
      {{.files = 2}, REJECT_INVALID_FIELD, "submit.files[0].name", "empty"},
      {{.name = "../x"}, REJECT_INVALID_FIELD, "submit.files[0].name", "'/'"},
      {{.name = ".hidden"}, REJECT_INVALID_FIELD, "submit.files[0].name", "begin with '.'"},
      {{.name = "-o"}, REJECT_INVALID_FIELD, "submit.files[0].name", "begin with '-'"},
      {{.content = ""},
       REJECT_INVALID_FIELD,
       "submit.files[0].content",
       "0 bytes, at least 1 is needed"},
      {{.content = "a\0b", .content_length = 3},
       REJECT_INVALID_FIELD,
       "submit.files[0].content",
       "NUL byte at offset 1"},
      {{.content = "caf\xe9"}, REJECT_INVALID_FIELD, "submit.files[0].content", "0xe9 at offset 3"},
      {{.content = big},
       REJECT_TOO_LARGE,
       "submit.files[0].content",
       "262145 bytes, the limit is 262144"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    build(&rows[i].sample);
    assert_refused(rows[i].reason, rows[i].field, rows[i].fragment);
    assert_int_equal(request.request, 42);
  }
}

static void files_are_limited_together(void **state) {
  (void)state;
  static char half[LIMIT_SOURCE_BYTES / 2 + 2];
  memset(half, 'x', sizeof half - 1);
  const char *names[] = {"a.c", "b.c"};
  frame.length = body.length = 0;
  put_text(&body, 1, "id");
  put_text(&body, 2, "q");
  put_text(&body, 3, "c");
  for (int i = 0; i < 2; i++) {
    file.length = 0;
    put_text(&file, 1, names[i]);
    put_text(&file, 2, half);
    put_field(&body, 4, file.data, file.length);
  }
  put_field(&frame, SUBMIT, body.data, body.length);
  assert_refused(REJECT_TOO_LARGE, "submit.files[1].content", "262146 bytes with the files before");
}

static void the_largest_submission_is_taken(void **state) {
  (void)state;
  static char most[LIMIT_SOURCE_BYTES + 1];
  memset(most, 'x', sizeof most - 1);
  build(&(struct sample){.content = most});
  assert_int_equal(decode(), 0);
  assert_int_equal(request.submission.source_length, LIMIT_SOURCE_BYTES);
}

static void a_refusal_carries_the_id_if_it_can_be_read(void **state) {
  (void)state;
  build(&(struct sample){.question = "?"});
  assert_true(decode() < 0);
  assert_string_equal(refusal.id, "id-1");
  build(&(struct sample){.id = "a\0b", .id_length = 3});
  assert_true(decode() < 0);
  assert_string_equal(refusal.id, "");
}

static void bytes_that_are_no_message_are_malformed(void **state) {
  (void)state;
  static const struct {
    const char *data;
    size_t length;
    const char *field;
  } rows[] = {
      {"", 0, "body"},
      {"garbage", 7, "message"},
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11, "message"},
      {"\x12\xff\x7f", 3, "message"},     /* a length beyond the end */
      {"\x08", 1, "message"},             /* a number cut off */
      {"\x12\x02\x0a\x09", 4, "message"}, /* the same, inside */
      {"\x03\x04", 2, "message"},         /* a group */
      {"\x00\x00", 2, "message"},         /* field 0 */
      {"\x08\x05", 2, "body"},            /* a number and nothing else */
      {"\xd2\x07\x01x", 4, "body"},       /* an unknown member only */
      {"\x10\x05", 2, "message"},         /* submit, but a number */
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    memcpy(frame.data, rows[i].data, frame.length = rows[i].length);
    assert_refused(REJECT_MALFORMED, rows[i].field, rows[i].field);
  }
}

static void an_oversize_frame_is_not_looked_at(void **state) {
  (void)state;
  memset(frame.data, 0, frame.length = LIMIT_FRAME_BYTES + 1);
  assert_refused(REJECT_TOO_LARGE, "message", "1048577 bytes, the limit is 1048576");
}

static void a_million_empty_files_cost_no_memory(void **state) {
  (void)state;
  frame.length = body.length = 0;
  while (body.length < LIMIT_FRAME_BYTES - 64) put_field(&body, 4, NULL, 0);
  put_field(&frame, SUBMIT, body.data, body.length);
  assert_refused(REJECT_TOO_LARGE, "submit.files", "the limit is 16");
}

/* Unknown members are kept by protobuf-c, each with a heap block. */
static void unknown_members_are_held_to_the_heap_budget(void **state) {
  (void)state;
  frame.length = body.length = 0;
  while (body.length < LIMIT_FRAME_BYTES - 64) put_field(&body, 90, "x", 1);
  put_field(&frame, SUBMIT, body.data, body.length);
  assert_refused(REJECT_TOO_LARGE, "message", "limit of 4194304");
}

static void a_few_unknown_members_are_ignored(void **state) {
  (void)state;
  build(&(struct sample){0});
  put_text(&frame, 150, "an extension");
  assert_int_equal(decode(), 0);
}

static void the_other_messages_are_taken(void **state) {
  (void)state;
  uint8_t digest[32] = {1, 2, 3};
  frame.length = body.length = 0;
  put_text(&body, 1, "a");
  put_field(&body, 2, digest, 32);
  put_field(&frame, ACK, body.data, body.length);
  assert_int_equal(decode(), 0);
  assert_int_equal(request.kind, WIRE_ACK);
  assert_memory_equal(request.envelope_digest, digest, 32);

  frame.length = body.length = 0;
  put_text(&body, 1, "a");
  put_number(&body, 2, 1);
  put_field(&frame, QUERY, body.data, body.length);
  assert_int_equal(decode(), 0);
  assert_int_equal(request.kind, WIRE_QUERY);
  assert_true(request.with_source);

  const struct {
    unsigned field;
    enum wire_kind kind;
  } empty[] = {{STATUS, WIRE_STATUS}, {PING, WIRE_PING}, {SUBSCRIBE, WIRE_SUBSCRIBE}};
  for (size_t i = 0; i < 3; i++) {
    frame.length = 0;
    put_field(&frame, empty[i].field, NULL, 0);
    assert_int_equal(decode(), 0);
    assert_int_equal(request.kind, empty[i].kind);
  }
}

static void the_other_messages_are_checked(void **state) {
  (void)state;
  char long_payload[65] = {0};
  frame.length = body.length = 0;
  put_text(&body, 1, "a");
  put_field(&body, 2, "short", 5);
  put_field(&frame, ACK, body.data, body.length);
  assert_refused(REJECT_INVALID_FIELD, "ack.envelope_digest", "5 bytes");

  frame.length = 0;
  put_field(&frame, QUERY, NULL, 0);
  assert_refused(REJECT_INVALID_FIELD, "query.id", "empty");

  frame.length = body.length = 0;
  put_field(&body, 1, long_payload, sizeof long_payload);
  put_field(&frame, PING, body.data, body.length);
  assert_refused(REJECT_TOO_LARGE, "ping.payload", "65 bytes, the limit is 64");
}

/* Every prefix, and every single changed byte, of a good message ends in an answer. */
static void damage_never_goes_unanswered(void **state) {
  (void)state;
  static struct bytes good;
  build(&(struct sample){.name = "a.c", .lane = 1});
  memcpy(good.data, frame.data, good.length = frame.length);
  for (size_t length = 0; length < good.length; length++) {
    memcpy(frame.data, good.data, frame.length = length);
    if (decode() < 0) assert_true(refusal.reason != 0 && refusal.message[0]);
  }
  for (size_t at = 0; at < good.length; at++)
    for (int value = 0; value < 256; value++) {
      memcpy(frame.data, good.data, frame.length = good.length);
      frame.data[at] = (uint8_t)value;
      if (decode() < 0) assert_true(refusal.reason != 0 && refusal.message[0]);
    }
}

static int set_up(void **state) {
  (void)state;
  return wire_decoder_new(&decoder, NULL);
}

static int tear_down(void **state) {
  (void)state;
  wire_decoder_free(&decoder);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_submission_is_taken_with_all_its_fields),
      cmocka_unit_test(several_files_lie_end_to_end),
      cmocka_unit_test(each_rule_of_a_submission_names_field_limit_and_value),
      cmocka_unit_test(files_are_limited_together),
      cmocka_unit_test(the_largest_submission_is_taken),
      cmocka_unit_test(a_refusal_carries_the_id_if_it_can_be_read),
      cmocka_unit_test(bytes_that_are_no_message_are_malformed),
      cmocka_unit_test(an_oversize_frame_is_not_looked_at),
      cmocka_unit_test(a_million_empty_files_cost_no_memory),
      cmocka_unit_test(unknown_members_are_held_to_the_heap_budget),
      cmocka_unit_test(a_few_unknown_members_are_ignored),
      cmocka_unit_test(the_other_messages_are_taken),
      cmocka_unit_test(the_other_messages_are_checked),
      cmocka_unit_test(damage_never_goes_unanswered),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
