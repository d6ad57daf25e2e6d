#include "tests/unit/ledger/ledger_play.h"

#define ENVELOPE "{\"played\":\"envelope\"}"
#define SECOND_ENVELOPE "{\"played\":\"second envelope\"}"

/* Accepts, leases, grades and seals one submission; returns its job. */
static struct job_ref grade(struct ledger_play *play, const char *tenant, const char *id,
                            const char *text) {
  submit(play, tenant, id, LANE_INTERACTIVE, text);
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  struct job_ref job = lease.job;
  submission_clear(&lease.submission);
  take_half(play, MESSAGE_ACCEPT_HALF);
  say_graded(play, 0, &job);
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  return job;
}

static void expect_result(struct ledger_play *play, uint64_t session, const char *id,
                          const char *envelope) {
  struct result_push push = take_result(play, session);
  assert_string_equal(push.id, id);
  assert_int_equal(push.envelope_length, strlen(envelope));
  assert_memory_equal(push.envelope, envelope, push.envelope_length);
  result_push_clear(&push);
}

static void one_submission_goes_all_the_way(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  submit(play, "acme", "a", LANE_CI, "int x;\n");
  struct submit_reply reply = take_reply(play, MESSAGE_ACCEPTED);
  assert_string_equal(reply.id, "a");
  assert_true(reply.accepted);
  assert_false(reply.duplicate);
  say_idle(play, 1);
  struct accept_half half = take_half(play, MESSAGE_ACCEPT_HALF);
  struct lease lease = take_lease(play, 1);
  assert_int_equal(lease.job.sequence, half.job.sequence);
  assert_int_equal(lease.job.attempt, 1);
  assert_string_equal(half.tenant, "acme");
  assert_string_equal(half.id, "a");
  assert_string_equal(half.question, "lcs");
  assert_int_equal(half.lane, LANE_CI);
  assert_int_equal(half.accepted_at, reply.accepted_at);
  assert_memory_equal(half.content_digest, reply.content_digest, DIGEST_SIZE);
  assert_string_equal((char *)lease.submission.source, "int x;\n");
  assert_string_equal(lease.submission.files[0].name, "solution.c");
  submission_clear(&lease.submission);
  say_graded(play, 1, &half.job);
  send_envelope(play, &half.job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  expect_result(play, 1, "a", ENVELOPE);
  ack(play, "acme", "a", ENVELOPE, strlen(ENVELOPE));
  assert_string_equal(take_reply(play, MESSAGE_ACKED).id, "a");
  struct answer_record answer = ask(play, QUERY_SUBMISSION, "acme", "a", true);
  assert_true(answer.found && answer.delivered);
  assert_int_equal(answer.state, JOB_DONE);
  assert_int_equal(answer.file_count, 1);
  assert_string_equal((char *)answer.source, "int x;\n");
  assert_memory_equal(answer.envelope, ENVELOPE, strlen(ENVELOPE));
  answer_record_clear(&answer);
  play_end(&play->role);
}

static void large_sources_and_envelopes_travel_whole(void **state) {
  struct ledger_play *play = *state;
  size_t length = 200000, envelope_length = 900000;
  char *text = malloc(length + 1), *envelope = malloc(envelope_length);
  memset(text, 'x', length);
  text[length] = 0;
  memset(envelope, 'e', envelope_length);
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  submit(play, "acme", "large", LANE_BATCH, text);
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  assert_int_equal(lease.submission.source_length, length);
  assert_memory_equal(lease.submission.source, text, length);
  submission_clear(&lease.submission);
  send_envelope(play, &lease.job, VERDICT_PARTIAL, envelope, envelope_length);
  struct result_push push = take_result(play, 1);
  assert_int_equal(push.envelope_length, envelope_length);
  assert_memory_equal(push.envelope, envelope, envelope_length);
  result_push_clear(&push);
  struct answer_record answer = ask(play, QUERY_SUBMISSION, "acme", "large", true);
  assert_int_equal(answer.envelope_length, envelope_length);
  assert_int_equal(answer.source_length, length);
  answer_record_clear(&answer);
  free(text);
  free(envelope);
}

static void the_same_again_is_answered_alike_and_with_its_result(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  uint64_t accepted_at = take_reply(play, MESSAGE_ACCEPTED).accepted_at;
  submit(play, "acme", "a", LANE_BATCH, "one");
  struct submit_reply reply = take_reply(play, MESSAGE_ACCEPTED);
  assert_true(reply.duplicate);
  assert_int_equal(reply.accepted_at, accepted_at);
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
  send_envelope(play, &lease.job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  while (ask(play, QUERY_STATUS, "acme", "", false).done == 0) continue;
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  assert_true(take_reply(play, MESSAGE_ACCEPTED).duplicate);
  expect_result(play, 1, "a", ENVELOPE);
}

static void the_same_id_with_other_content_is_a_conflict(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  submit(play, "acme", "a", LANE_INTERACTIVE, "two");
  struct submit_reply reply = take_reply(play, MESSAGE_REJECTED);
  assert_int_equal(reply.reason, REJECT_CONFLICT);
  assert_string_equal(reply.field, "submit.id");
  submit(play, "other", "a", LANE_INTERACTIVE, "two");
  take_reply(play, MESSAGE_ACCEPTED);
  struct answer_record status = ask(play, QUERY_STATUS, "acme", "", false);
  assert_int_equal(status.queued[0], 2);
}

static void an_ack_must_name_a_result_and_its_digest(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  grade(play, "acme", "a", "one");
  expect_result(play, 1, "a", ENVELOPE);
  ack(play, "acme", "b", ENVELOPE, strlen(ENVELOPE));
  assert_int_equal(take_reply(play, MESSAGE_REJECTED).reason, REJECT_NOT_FOUND);
  ack(play, "other", "a", ENVELOPE, strlen(ENVELOPE));
  assert_int_equal(take_reply(play, MESSAGE_REJECTED).reason, REJECT_NOT_FOUND);
  ack(play, "acme", "a", "another", 7);
  assert_int_equal(take_reply(play, MESSAGE_REJECTED).reason, REJECT_INVALID_FIELD);
  assert_int_equal(ask(play, QUERY_STATUS, "acme", "", false).undelivered, 1);
  ack(play, "acme", "a", ENVELOPE, strlen(ENVELOPE));
  take_reply(play, MESSAGE_ACKED);
  ack(play, "acme", "a", ENVELOPE, strlen(ENVELOPE)); /* harmless */
  take_reply(play, MESSAGE_ACKED);
  assert_int_equal(ask(play, QUERY_STATUS, "acme", "", false).undelivered, 0);
}

static void a_result_is_pushed_again_until_it_is_acked(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  grade(play, "acme", "a", "one");
  expect_result(play, 1, "a", ENVELOPE);
  uint64_t first = clock_monotonic();
  expect_result(play, 1, "a", ENVELOPE);
  uint64_t second = clock_monotonic();
  expect_result(play, 1, "a", ENVELOPE);
  uint64_t third = clock_monotonic();
  assert_in_range(second - first, 900 * CLOCK_MS, 10 * CLOCK_SECOND);
  assert_in_range(third - second, 1800 * CLOCK_MS, 20 * CLOCK_SECOND);
  ack(play, "acme", "a", ENVELOPE, strlen(ENVELOPE));
  take_reply(play, MESSAGE_ACKED);
  play_expect_silence(play->front, 4500 * CLOCK_MS);
}

static void results_reach_sessions_that_come_later_and_only_their_tenants(void **state) {
  struct ledger_play *play = *state;
  char id[16];
  ledger_play_start(play);
  for (int i = 0; i < 40; i++) {
    snprintf(id, sizeof id, "a%02d", i);
    grade(play, "acme", id, "one");
  }
  grade(play, "other", "b", "one");
  while (ask(play, QUERY_STATUS, "acme", "", false).done < 41) continue;
  subscribe(play, 5, "acme");
  for (int i = 0; i < 40; i++) {
    snprintf(id, sizeof id, "a%02d", i);
    expect_result(play, 5, id, ENVELOPE);
  }
  for (int i = 0; i < 40; i++) {
    snprintf(id, sizeof id, "a%02d", i);
    ack(play, "acme", id, ENVELOPE, strlen(ENVELOPE));
    take_reply(play, MESSAGE_ACKED);
  }
  assert_int_equal(ask(play, QUERY_STATUS, "acme", "", false).undelivered, 0);
  assert_int_equal(ask(play, QUERY_STATUS, "other", "", false).undelivered, 1);
  forget(play, 5);
  subscribe(play, 6, "other");
  expect_result(play, 6, "b", ENVELOPE);
}

static void results_survive_a_restart(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  grade(play, "acme", "a", "one");
  while (ask(play, QUERY_STATUS, "acme", "", false).done == 0) continue;
  play_kill(&play->role);
  ledger_play_start(play);
  subscribe(play, 3, "acme");
  expect_result(play, 3, "a", ENVELOPE);
}

static void a_second_envelope_is_ignored(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  struct job_ref job = grade(play, "acme", "a", "one");
  expect_result(play, 1, "a", ENVELOPE);
  send_envelope(play, &job, VERDICT_WRONG_ANSWER, SECOND_ENVELOPE, strlen(SECOND_ENVELOPE));
  struct answer_record answer = ask(play, QUERY_SUBMISSION, "acme", "a", false);
  assert_memory_equal(answer.envelope, ENVELOPE, strlen(ENVELOPE));
  answer_record_clear(&answer);
}

static void a_second_ledger_is_refused_the_directory(void **state) {
  struct ledger_play *play = *state;
  struct play second;
  ledger_play_start(play);
  play_start(&second, "graded-ledger", &play->config, &play->directory_fd, 1, NULL);
  int status = play_wait(&second);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 1);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
}

static void draining_ends_when_the_last_lease_is_back(void **state) {
  struct ledger_play *play = *state;
  struct channel_message message;
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  submit(play, "acme", "b", LANE_INTERACTIVE, "two");
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
  play_send(play->role.control, MESSAGE_ROLE_DRAIN, NULL, NULL, 0);
  /* Control and front are separate channels: submit until the drain is seen. */
  char id[16];
  for (int i = 0;; i++) {
    snprintf(id, sizeof id, "c%d", i);
    submit(play, "acme", id, LANE_INTERACTIVE, "three");
    play->message.type = 0;
    assert_int_equal(
        channel_receive_until(play->front, clock_monotonic() + PLAY_PATIENCE, &play->message, NULL),
        0);
    if (play->message.type == MESSAGE_REJECTED) break;
  }
  say_idle(play, 1);
  play_expect_silence(play->role.control, 200 * CLOCK_MS);
  play_expect_silence(play->judges[1], 0);
  say_graded(play, 0, &lease.job);
  send_envelope(play, &lease.job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  play_expect(play->role.control, MESSAGE_ROLE_DRAINED, &message);
  expect_result(play, 1, "a", ENVELOPE);
  struct answer_record status = ask(play, QUERY_STATUS, "acme", "", false);
  assert_int_equal(status.running, 0);
  assert_in_range(status.queued[0], 1, 1000);
  play_end(&play->role);
}

static void a_neighbour_that_breaks_the_protocol_loses_its_channel(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  play_send(play->judges[0], MESSAGE_ENVELOPE, NULL, NULL, 0);
  play_expect_closed(play->judges[0]);
  play_send(play->signer, MESSAGE_SUBMIT, NULL, NULL, 0);
  play_expect_closed(play->signer);
  play_send(play->front, MESSAGE_SUBMIT, NULL, NULL, 0);
  play_expect_closed(play->front);
  fd_close(&play->front);
  play->front = play_peer(&play->role, ROLE_FRONT, 0);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ledger_play_setup, ledger_play_teardown)
  const struct CMUnitTest tests[] = {
      TEST(one_submission_goes_all_the_way),
      TEST(large_sources_and_envelopes_travel_whole),
      TEST(the_same_again_is_answered_alike_and_with_its_result),
      TEST(the_same_id_with_other_content_is_a_conflict),
      TEST(an_ack_must_name_a_result_and_its_digest),
      TEST(a_result_is_pushed_again_until_it_is_acked),
      TEST(results_reach_sessions_that_come_later_and_only_their_tenants),
      TEST(results_survive_a_restart),
      TEST(a_second_envelope_is_ignored),
      TEST(a_second_ledger_is_refused_the_directory),
      TEST(draining_ends_when_the_last_lease_is_back),
      TEST(a_neighbour_that_breaks_the_protocol_loses_its_channel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
