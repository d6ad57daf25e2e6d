/* A real graded-ledger on a real journal, with the test as front, signer and judges. */
#pragma once

#include <dirent.h>
#include <sys/stat.h>

#include "tests/unit/role_play.h"

#define JUDGES 2

struct ledger_play {
  struct play role;
  char directory[64];
  int directory_fd;
  struct role_config config;
  int front, signer, judges[JUDGES];
  struct channel_message message; /* the last one */
};

PLAY_UNUSED static int ledger_play_setup(void **state) {
  struct ledger_play *play = calloc(1, sizeof *play);
  strcpy(play->directory, "/tmp/graded-ledger-XXXXXX");
  if (!mkdtemp(play->directory)) return -1;
  play->directory_fd = open(play->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  play->config = (struct role_config){.kind = ROLE_LEDGER,
                                      .slots = JUDGES,
                                      .log_level = 3,
                                      .queue_limit = 100000,
                                      .attempts_max = 3,
                                      .lease_ns = 60 * CLOCK_SECOND,
                                      .disk_reserve = 1};
  play->front = play->signer = -1;
  memset(play->judges, -1, sizeof play->judges);
  *state = play;
  return 0;
}

PLAY_UNUSED static void ledger_play_hang_up(struct ledger_play *play) {
  fd_close(&play->front);
  fd_close(&play->signer);
  for (int i = 0; i < JUDGES; i++) fd_close(&play->judges[i]);
}

PLAY_UNUSED static int ledger_play_teardown(void **state) {
  struct ledger_play *play = *state;
  if (play->role.pid > 0) play_kill(&play->role);
  ledger_play_hang_up(play);
  DIR *directory = fdopendir(play->directory_fd);
  for (struct dirent *entry; (entry = readdir(directory));)
    unlinkat(dirfd(directory), entry->d_name, 0);
  closedir(directory);
  rmdir(play->directory);
  free(play);
  return 0;
}

PLAY_UNUSED static void ledger_play_start_with(struct ledger_play *play,
                                               void (*before_exec)(void)) {
  ledger_play_hang_up(play);
  play_start(&play->role, "graded-ledger", &play->config, &play->directory_fd, 1, before_exec);
  play->front = play_peer(&play->role, ROLE_FRONT, 0);
  play->signer = play_peer(&play->role, ROLE_SIGNER, 0);
  for (int i = 0; i < JUDGES; i++)
    play->judges[i] = play_peer(&play->role, ROLE_JUDGE, (uint32_t)i);
  play_go(&play->role);
}

PLAY_UNUSED static void ledger_play_start(struct ledger_play *play) {
  ledger_play_start_with(play, NULL);
}

/* ---- the front's part */

PLAY_UNUSED static void send_submission(struct ledger_play *play, uint64_t session,
                                        struct submission *submission) {
  static uint8_t record[CHANNEL_PAYLOAD_MAX];
  const struct front_route route = {session, 7};
  struct err err;
  int blob = -1;
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  assert_int_equal(submission_digest(submission, &err), 0);
  front_route_put(&route, &writer);
  assert_int_equal(submission_put(submission, &writer, &blob, &err), 0);
  play_send(play->front, MESSAGE_SUBMIT, &writer, &blob, blob >= 0);
  fd_close(&blob);
}

PLAY_UNUSED static struct submission make_submission(const char *tenant, const char *id,
                                                     enum lane lane, const char *text) {
  struct submission submission = {.lane = lane, .file_count = 1};
  snprintf(submission.tenant, sizeof submission.tenant, "%s", tenant);
  snprintf(submission.id, sizeof submission.id, "%s", id);
  strcpy(submission.question, "lcs");
  strcpy(submission.language, "c");
  strcpy(submission.files[0].name, "solution.c");
  submission.files[0].length = (uint32_t)strlen(text);
  submission.source = (uint8_t *)text;
  submission.source_length = (uint32_t)strlen(text);
  return submission;
}

PLAY_UNUSED static void submit(struct ledger_play *play, const char *tenant, const char *id,
                               enum lane lane, const char *text) {
  struct submission submission = make_submission(tenant, id, lane, text);
  send_submission(play, 1, &submission);
}

/* Reads ACCEPTED, REJECTED or ACKED. */
PLAY_UNUSED static struct submit_reply take_reply(struct ledger_play *play, uint32_t type) {
  struct submit_reply reply;
  struct front_route route;
  struct err err;
  play_expect(play->front, type, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  front_route_get(&route, &reader);
  assert_int_equal(submit_reply_get(&reply, &reader, &err), 0);
  assert_int_equal(bytes_reader_finish(&reader, "reply", &err), 0);
  return reply;
}

PLAY_UNUSED static void subscribe(struct ledger_play *play, uint64_t session, const char *tenant) {
  uint8_t record[128];
  const struct front_route route = {session, 0};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(&route, &writer);
  bytes_put_string(&writer, tenant);
  play_send(play->front, MESSAGE_SUBSCRIBE, &writer, NULL, 0);
}

PLAY_UNUSED static void forget(struct ledger_play *play, uint64_t session) {
  uint8_t record[128];
  const struct front_route route = {session, 0};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(&route, &writer);
  play_send(play->front, MESSAGE_FORGET, &writer, NULL, 0);
}

/* Reads a RESULT; the caller clears it. */
PLAY_UNUSED static struct result_push take_result(struct ledger_play *play, uint64_t session) {
  struct result_push push;
  struct front_route route;
  struct err err;
  play_expect(play->front, MESSAGE_RESULT, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  front_route_get(&route, &reader);
  assert_int_equal(route.session, session);
  assert_int_equal(result_push_get(&push, &reader, &play->message, &err), 0);
  channel_message_clear(&play->message);
  return push;
}

PLAY_UNUSED static void ack(struct ledger_play *play, const char *tenant, const char *id,
                            const void *envelope, size_t length) {
  uint8_t record[512];
  const struct front_route route = {1, 9};
  struct ack_record ack = {0};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  snprintf(ack.tenant, sizeof ack.tenant, "%s", tenant);
  snprintf(ack.id, sizeof ack.id, "%s", id);
  assert_int_equal(digest_sha256(envelope, length, ack.envelope_digest, NULL), 0);
  front_route_put(&route, &writer);
  ack_record_put(&ack, &writer);
  play_send(play->front, MESSAGE_ACK, &writer, NULL, 0);
}

/* The caller clears it. */
PLAY_UNUSED static struct answer_record ask(struct ledger_play *play, enum query_kind kind,
                                            const char *tenant, const char *id, bool with_source) {
  uint8_t record[512];
  const struct front_route route = {1, 11};
  struct front_route back;
  struct query_record query = {.kind = kind, .with_source = with_source};
  struct answer_record answer;
  struct err err;
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  snprintf(query.tenant, sizeof query.tenant, "%s", tenant);
  snprintf(query.id, sizeof query.id, "%s", id);
  front_route_put(&route, &writer);
  query_record_put(&query, &writer);
  play_send(play->front, MESSAGE_QUERY, &writer, NULL, 0);
  play_expect(play->front, MESSAGE_ANSWER, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  front_route_get(&back, &reader);
  assert_int_equal(back.request, 11);
  assert_int_equal(answer_record_get(&answer, &reader, &play->message, &err), 0);
  channel_message_clear(&play->message);
  return answer;
}

/* ---- a judge's part */

PLAY_UNUSED static void say_idle(struct ledger_play *play, int judge) {
  play_send(play->judges[judge], MESSAGE_IDLE, NULL, NULL, 0);
}

/* The caller clears the submission. */
PLAY_UNUSED static struct lease take_lease(struct ledger_play *play, int judge) {
  struct lease lease;
  struct err err;
  play_expect(play->judges[judge], MESSAGE_LEASE, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  if (lease_get(&lease, &reader, &play->message, &err) < 0) fail_msg("%s", err.message);
  channel_message_clear(&play->message);
  return lease;
}

PLAY_UNUSED static void say_graded(struct ledger_play *play, int judge, const struct job_ref *job) {
  uint8_t record[32];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  job_ref_put(job, &writer);
  play_send(play->judges[judge], MESSAGE_GRADED, &writer, NULL, 0);
}

PLAY_UNUSED static void say_fault(struct ledger_play *play, int judge, const struct job_ref *job) {
  uint8_t record[512];
  struct fault_record fault = {.job = *job, .reason = "a played fault"};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  fault_record_put(&fault, &writer);
  play_send(play->judges[judge], MESSAGE_FAULT, &writer, NULL, 0);
}

/* ---- the signer's part */

/* ACCEPT_HALF or GIVE_UP */
PLAY_UNUSED static struct accept_half take_half(struct ledger_play *play, uint32_t type) {
  struct accept_half half;
  char reason[256];
  struct err err;
  play_expect(play->signer, type, &play->message);
  struct bytes_reader reader = bytes_reader(play->message.payload, play->message.length);
  assert_int_equal(accept_half_get(&half, &reader, &err), 0);
  if (type == MESSAGE_GIVE_UP) bytes_get_string(&reader, reason, sizeof reason);
  assert_int_equal(bytes_reader_finish(&reader, "half", &err), 0);
  return half;
}

PLAY_UNUSED static void send_envelope(struct ledger_play *play, const struct job_ref *job,
                                      enum verdict verdict, const void *envelope, size_t length) {
  static uint8_t bytes[CHANNEL_PAYLOAD_MAX];
  struct envelope_record record = {.job = *job,
                                   .verdict = verdict,
                                   .score = verdict == VERDICT_ACCEPTED ? 100 : 0,
                                   .envelope = (uint8_t *)envelope,
                                   .envelope_length = length};
  int blob = -1;
  struct bytes_writer writer = bytes_writer(bytes, sizeof bytes);
  assert_int_equal(envelope_record_put(&record, &writer, &blob, NULL), 0);
  play_send(play->signer, MESSAGE_ENVELOPE, &writer, &blob, blob >= 0);
  fd_close(&blob);
}
