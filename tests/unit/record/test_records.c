/* Every record: what is put is got, and nothing that is cut short or damaged crashes or passes by
 * accident. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/record/role.h"

static uint8_t buffer[CHANNEL_PAYLOAD_MAX];
static struct channel_message message;

/* One record as a table row: put into a writer, got back and put again must give the same bytes. */
struct row {
  const char *name;
  void (*put)(struct bytes_writer *writer);
  int (*again)(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err);
};

static const struct job_ref job = {0x123456789a, 3};

static struct submission a_submission(void) {
  static char text[] = "int f(void);\nint g(void);\n";
  struct submission submission = {.tenant = "acme",
                                  .id = "a:1",
                                  .question = "lcs",
                                  .language = "c",
                                  .lane = LANE_CI,
                                  .file_count = 2,
                                  .files = {{"one.c", 0, 13}, {"two.h", 13, 13}},
                                  .source = (uint8_t *)text,
                                  .source_length = sizeof text - 1};
  assert_int_equal(submission_digest(&submission, NULL), 0);
  return submission;
}

static void put_submission(struct bytes_writer *writer) {
  struct submission submission = a_submission();
  int fd;
  submission_put(&submission, writer, &fd, NULL);
}
static int again_submission(struct bytes_reader *reader, struct bytes_writer *writer,
                            struct err *err) {
  struct submission submission;
  int fd, rc = submission_get(&submission, reader, &message, 0, err);
  if (rc < 0) return rc;
  submission_put(&submission, writer, &fd, err);
  submission_clear(&submission);
  return 0;
}

static void put_lease(struct bytes_writer *writer) {
  struct lease lease = {.job = job, .has_seed = true, .seed = {5}, .submission = a_submission()};
  int fd;
  lease_put(&lease, writer, &fd, NULL);
}
static int again_lease(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct lease lease;
  int fd, rc = lease_get(&lease, reader, &message, err);
  if (rc < 0) return rc;
  lease_put(&lease, writer, &fd, err);
  submission_clear(&lease.submission);
  return 0;
}

static void put_accept(struct bytes_writer *writer) {
  struct accept_half half = {.job = job,
                             .tenant = "acme",
                             .id = "a",
                             .question = "lcs",
                             .language = "c",
                             .lane = LANE_BATCH,
                             .accepted_at = 1,
                             .leased_at = 2};
  memset(half.source_digest, 7, DIGEST_SIZE);
  accept_half_put(&half, writer);
}
static int again_accept(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct accept_half half;
  int rc = accept_half_get(&half, reader, err);
  if (rc == 0) accept_half_put(&half, writer);
  return rc;
}

static void put_envelope(struct bytes_writer *writer) {
  struct envelope_record record = {job, VERDICT_PARTIAL, 12.5, (uint8_t *)"{}", 2};
  int fd;
  envelope_record_put(&record, writer, &fd, NULL);
}
static int again_envelope(struct bytes_reader *reader, struct bytes_writer *writer,
                          struct err *err) {
  struct envelope_record record;
  int fd, rc = envelope_record_get(&record, reader, &message, 0, err);
  if (rc < 0) return rc;
  envelope_record_put(&record, writer, &fd, err);
  envelope_record_clear(&record);
  return 0;
}

static void put_reply(struct bytes_writer *writer) {
  struct submit_reply reply = {.id = "a",
                               .reason = REJECT_OVERLOADED,
                               .field = "submit.id",
                               .message = "too much",
                               .retry_after_ms = 5};
  submit_reply_put(&reply, writer);
}
static int again_reply(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct submit_reply reply;
  int rc = submit_reply_get(&reply, reader, err);
  if (rc == 0) submit_reply_put(&reply, writer);
  return rc;
}

static void put_query(struct bytes_writer *writer) {
  struct query_record query = {QUERY_SUBMISSION, "acme", "a", true};
  query_record_put(&query, writer);
}
static int again_query(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct query_record query;
  int rc = query_record_get(&query, reader, err);
  if (rc == 0) query_record_put(&query, writer);
  return rc;
}

static void put_ack(struct bytes_writer *writer) {
  struct ack_record ack = {"acme", "a", {1, 2, 3}};
  ack_record_put(&ack, writer);
}
static int again_ack(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct ack_record ack;
  int rc = ack_record_get(&ack, reader, err);
  if (rc == 0) ack_record_put(&ack, writer);
  return rc;
}

static void put_answer(struct bytes_writer *writer) {
  struct answer_record answer = {.kind = QUERY_SUBMISSION,
                                 .found = true,
                                 .id = "a",
                                 .state = JOB_DONE,
                                 .attempt = 2,
                                 .delivered = true,
                                 .question = "lcs",
                                 .language = "c",
                                 .queued = {1, 2, 3},
                                 .slots = 4,
                                 .file_count = 1,
                                 .files = {{"x.c", 0, 3}},
                                 .envelope = (uint8_t *)"{}",
                                 .envelope_length = 2,
                                 .source = (uint8_t *)"abc",
                                 .source_length = 3};
  int fds[2];
  answer_record_put(&answer, writer, fds, NULL);
}
static int again_answer(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct answer_record answer;
  int fds[2], rc = answer_record_get(&answer, reader, &message, err);
  if (rc < 0) return rc;
  answer_record_put(&answer, writer, fds, err);
  answer_record_clear(&answer);
  return 0;
}

static void put_push(struct bytes_writer *writer) {
  struct result_push push = {"a", (uint8_t *)"{}", 2};
  int fd;
  result_push_put(&push, writer, &fd, NULL);
}
static int again_push(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct result_push push;
  int fd, rc = result_push_get(&push, reader, &message, err);
  if (rc < 0) return rc;
  result_push_put(&push, writer, &fd, err);
  result_push_clear(&push);
  return 0;
}

static void put_fault(struct bytes_writer *writer) {
  struct fault_record fault = {job, "a reason"};
  fault_record_put(&fault, writer);
}
static int again_fault(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct fault_record fault;
  int rc = fault_record_get(&fault, reader, err);
  if (rc == 0) fault_record_put(&fault, writer);
  return rc;
}

static void put_config(struct bytes_writer *writer) {
  struct role_config config = {.kind = ROLE_JUDGE,
                               .index = 1,
                               .slots = 2,
                               .log_level = 6,
                               .endpoint = "tcp://*:1",
                               .queue_limit = 3,
                               .attempts_max = 4,
                               .lease_ns = 5,
                               .disk_reserve = 6,
                               .bank_prebuilt = "/x"};
  role_config_put(&config, writer);
}
static int again_config(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct role_config config;
  int rc = role_config_get(&config, reader, err);
  if (rc == 0) role_config_put(&config, writer);
  return rc;
}

static void put_peer(struct bytes_writer *writer) {
  struct role_peer peer = {ROLE_SIGNER, 9};
  role_peer_put(&peer, writer);
}
static int again_peer(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct role_peer peer;
  int rc = role_peer_get(&peer, reader, err);
  if (rc == 0) role_peer_put(&peer, writer);
  return rc;
}

static void put_packed(struct bytes_writer *writer, uint8_t *data, size_t length) {
  bytes_put_raw(writer, data, length);
  free(data);
}

static void put_verdict(struct bytes_writer *writer) {
  struct group_row groups[] = {{"small", 40, true, false}};
  struct test_row tests[] = {{.group = "small", .verdict = VERDICT_ACCEPTED, .score = 1},
                             {.tag = "t", .verdict = VERDICT_SKIPPED, .staff = "s"}};
  struct verdict_half half = {.job = job,
                              .verdict = VERDICT_RUNTIME_ERROR,
                              .score = 3,
                              .group_count = 1,
                              .test_count = 2,
                              .rubric_count = 1,
                              .groups = groups,
                              .tests = tests,
                              .rubric = {{"correctness", 50, "evidence"}},
                              .diagnostics = (char *)"warning",
                              .toolchain = "gcc"};
  uint8_t *data;
  size_t length;
  assert_int_equal(verdict_half_pack(&half, &data, &length, NULL), 0);
  put_packed(writer, data, length);
}
static int again_verdict(struct bytes_reader *reader, struct bytes_writer *writer,
                         struct err *err) {
  struct verdict_half half;
  uint8_t *data;
  size_t length;
  int rc = verdict_half_unpack(&half, reader->data, reader->length, err);
  if (rc < 0) return rc;
  reader->offset = reader->length;
  assert_int_equal(verdict_half_pack(&half, &data, &length, err), 0);
  put_packed(writer, data, length);
  verdict_half_clear(&half);
  return 0;
}

static void put_clients(struct bytes_writer *writer) {
  struct client_key keys[] = {{"acme", {1}, CLIENT_ROLE_SUBMIT}, {"b", {2}, CLIENT_ROLE_READ}};
  struct client_table table = {2, keys};
  uint8_t *data;
  size_t length;
  assert_int_equal(client_table_pack(&table, &data, &length, NULL), 0);
  put_packed(writer, data, length);
}
static int again_clients(struct bytes_reader *reader, struct bytes_writer *writer,
                         struct err *err) {
  struct client_table table;
  uint8_t *data;
  size_t length;
  int rc = client_table_unpack(&table, reader->data, reader->length, err);
  if (rc < 0) return rc;
  reader->offset = reader->length;
  assert_int_equal(client_table_pack(&table, &data, &length, err), 0);
  put_packed(writer, data, length);
  client_table_clear(&table);
  return 0;
}

static void put_index(struct bytes_writer *writer) {
  struct bank_index_row rows[] = {
      {.question = "lcs", .language_count = 2, .languages = {"c", "python"}, .available = true},
      {.question = "matmul", .problem = "broken"}};
  struct bank_index index = {2, rows};
  uint8_t *data;
  size_t length;
  assert_int_equal(bank_index_pack(&index, &data, &length, NULL), 0);
  put_packed(writer, data, length);
}
static int again_index(struct bytes_reader *reader, struct bytes_writer *writer, struct err *err) {
  struct bank_index index;
  uint8_t *data;
  size_t length;
  int rc = bank_index_unpack(&index, reader->data, reader->length, err);
  if (rc < 0) return rc;
  reader->offset = reader->length;
  if (index.count == 2) {
    assert_non_null(bank_index_find(&index, index.rows[1].question));
    assert_null(bank_index_find(&index, "absent"));
  }
  assert_int_equal(bank_index_pack(&index, &data, &length, err), 0);
  put_packed(writer, data, length);
  bank_index_clear(&index);
  return 0;
}

static const struct row rows[] = {
    {"submission", put_submission, again_submission},
    {"lease", put_lease, again_lease},
    {"accept half", put_accept, again_accept},
    {"verdict half", put_verdict, again_verdict},
    {"envelope", put_envelope, again_envelope},
    {"reply", put_reply, again_reply},
    {"query", put_query, again_query},
    {"ack", put_ack, again_ack},
    {"answer", put_answer, again_answer},
    {"push", put_push, again_push},
    {"fault", put_fault, again_fault},
    {"config", put_config, again_config},
    {"peer", put_peer, again_peer},
    {"clients", put_clients, again_clients},
    {"bank index", put_index, again_index},
};

/* Reads `length` bytes of the record and puts what it got into `writer`. */
static int again(const struct row *row, const uint8_t *data, size_t length,
                 struct bytes_writer *writer, struct err *err) {
  struct bytes_reader reader = bytes_reader(data, length);
  int rc = row->again(&reader, writer, err);
  return rc < 0 ? rc : bytes_reader_finish(&reader, row->name, err);
}

static size_t put(const struct row *row) {
  struct bytes_writer writer = bytes_writer(buffer, sizeof buffer);
  row->put(&writer);
  assert_false(writer.failed);
  return writer.length;
}

static void what_is_put_is_got(void **state) {
  (void)state;
  static uint8_t copy[CHANNEL_PAYLOAD_MAX];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t length = put(&rows[i]);
    struct bytes_writer writer = bytes_writer(copy, sizeof copy);
    struct err err;
    if (again(&rows[i], buffer, length, &writer, &err) < 0) fail_msg("%s", err.message);
    assert_int_equal(writer.length, length);
    assert_memory_equal(copy, buffer, length);
  }
}

static void a_record_that_is_cut_or_too_long_is_refused(void **state) {
  (void)state;
  static uint8_t copy[CHANNEL_PAYLOAD_MAX];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t length = put(&rows[i]);
    for (size_t cut = 0; cut <= length + 1; cut++) {
      struct bytes_writer writer = bytes_writer(copy, sizeof copy);
      uint8_t *exact = malloc(cut + 1); /* so that a sanitizer sees a read past the end */
      memcpy(exact, buffer, cut);
      uint8_t *fitted = realloc(exact, cut > 0 ? cut : 1);
      struct err err;
      int rc = again(&rows[i], fitted, cut, &writer, &err);
      if (cut == length) assert_int_equal(rc, 0);
      if (cut != length && rc == 0) fail_msg("%s passes with %zu bytes", rows[i].name, cut);
      free(fitted);
    }
  }
}

/* What passes although damaged must still be a valid record: it can be put again. */
static void damaged_bytes_do_no_harm(void **state) {
  (void)state;
  static uint8_t copy[CHANNEL_PAYLOAD_MAX];
  unsigned seed = 1;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t length = put(&rows[i]);
    for (int round = 0; round < 3000; round++) {
      size_t at = (size_t)rand_r(&seed) % length;
      uint8_t before = buffer[at];
      buffer[at] = (uint8_t)rand_r(&seed);
      struct bytes_writer writer = bytes_writer(copy, sizeof copy);
      struct err err;
      if (again(&rows[i], buffer, length, &writer, &err) == 0) assert_false(writer.failed);
      buffer[at] = before;
    }
  }
}

static void text_that_is_not_utf8_is_mended_when_it_is_put(void **state) {
  (void)state;
  static const struct {
    const char *from, *to;
  } cases[] = {{"plain", "plain"},    {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
               {"cut \xc3", "cut ?"}, {"\xff\xfe", "??"},
               {"a\xe2\x82", "a??"},  {"\xed\xa0\x80", "???"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct verdict_half half = {.verdict = VERDICT_ACCEPTED}, got;
    uint8_t *data;
    size_t length;
    struct err err;
    snprintf(half.message, sizeof half.message, "%s", cases[i].from);
    assert_int_equal(verdict_half_pack(&half, &data, &length, &err), 0);
    if (verdict_half_unpack(&got, data, length, &err) < 0) fail_msg("%s", err.message);
    assert_string_equal(got.message, cases[i].to);
    verdict_half_clear(&got);
    free(data);
  }
}

static void scores_are_numbers_in_their_range(void **state) {
  (void)state;
  static const double bad[] = {-0.001, 100.001, 1e300, -1e300, 0.0 / 0.0, 1.0 / 0.0};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct verdict_half half = {.verdict = VERDICT_ACCEPTED, .score = bad[i]}, got;
    uint8_t *data;
    size_t length;
    assert_int_equal(verdict_half_pack(&half, &data, &length, NULL), 0);
    assert_int_equal(verdict_half_unpack(&got, data, length, NULL), -ERR_PROTOCOL);
    free(data);
  }
}

static void large_blobs_travel_as_files(void **state) {
  (void)state;
  struct answer_record answer = {.kind = QUERY_SUBMISSION, .file_count = 1}, got;
  size_t sizes[][2] = {{100, 100}, {32768, 32768}, {40000, 10}, {10, 40000}, {900000, 262144}};
  answer.envelope = calloc(1, 900000);
  answer.source = calloc(1, 262144);
  memset(answer.envelope, 'e', 900000);
  memset(answer.source, 's', 262144);
  strcpy(answer.files[0].name, "x.c");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    int ends[2], fds[2];
    struct err err;
    answer.envelope_length = sizes[i][0];
    answer.source_length = sizes[i][1];
    answer.files[0].length = (uint32_t)sizes[i][1];
    struct bytes_writer writer = bytes_writer(buffer, sizeof buffer);
    assert_int_equal(answer_record_put(&answer, &writer, fds, &err), 0);
    assert_int_equal(bytes_writer_finish(&writer, "answer", &err), 0);
    assert_int_equal(channel_pair(ends, &err), 0);
    size_t count = (size_t)(fds[0] >= 0) + (size_t)(fds[1] >= 0);
    assert_int_equal(channel_send(ends[0], 1, buffer, writer.length, fds, count, &err), 0);
    assert_int_equal(channel_receive(ends[1], &message, &err), 0);
    struct bytes_reader reader = bytes_reader(message.payload, message.length);
    if (answer_record_get(&got, &reader, &message, &err) < 0) fail_msg("%s", err.message);
    assert_int_equal(got.envelope_length, sizes[i][0]);
    assert_int_equal(got.source_length, sizes[i][1]);
    assert_memory_equal(got.envelope, answer.envelope, sizes[i][0]);
    assert_memory_equal(got.source, answer.source, sizes[i][1]);
    answer_record_clear(&got);
    channel_message_clear(&message);
    for (int k = 0; k < 2; k++) {
      fd_close(&fds[k]);
      fd_close(&ends[k]);
    }
  }
  free(answer.envelope);
  free(answer.source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_put_is_got),
      cmocka_unit_test(a_record_that_is_cut_or_too_long_is_refused),
      cmocka_unit_test(damaged_bytes_do_no_harm),
      cmocka_unit_test(text_that_is_not_utf8_is_mended_when_it_is_put),
      cmocka_unit_test(scores_are_numbers_in_their_range),
      cmocka_unit_test(large_blobs_travel_as_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
