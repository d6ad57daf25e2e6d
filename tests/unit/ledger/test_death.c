/* The table of lease.h: each neighbour dies while a job is in each of its phases, and nothing is
 * lost or stuck. */
#include "tests/unit/ledger/ledger_play.h"

#define ENVELOPE "{\"played\":\"envelope\"}"

static struct job_ref begin(struct ledger_play *play) {
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 0);
  take_half(play, MESSAGE_ACCEPT_HALF);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
  return lease.job;
}

/* The job comes back to the given judge under the next attempt number, and is finished. */
static void expect_again(struct ledger_play *play, int judge, const struct job_ref *before) {
  struct accept_half half = take_half(play, MESSAGE_ACCEPT_HALF);
  struct lease lease = take_lease(play, judge);
  submission_clear(&lease.submission);
  assert_int_equal(half.job.sequence, before->sequence);
  assert_int_equal(half.job.attempt, before->attempt + 1);
  assert_int_equal(lease.job.attempt, half.job.attempt);
  say_graded(play, judge, &half.job);
  send_envelope(play, &half.job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  assert_string_equal(push.id, "a");
  result_push_clear(&push);
}

static void judge_dies_while_it_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  fd_close(&play->judges[0]);
  say_idle(play, 1);
  expect_again(play, 1, &job);
}

static void judge_is_replaced_while_it_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  int old = play->judges[0];
  play->judges[0] = play_peer(&play->role, ROLE_JUDGE, 0);
  play_expect_closed(old);
  close(old);
  say_idle(play, 0);
  expect_again(play, 0, &job);
}

static void judge_dies_after_its_half_was_sent(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  fd_close(&play->judges[0]);
  /* The job may be queued again by now, or not: the old attempt's envelope counts either way. */
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
  say_idle(play, 1);
  struct answer_record status = ask(play, QUERY_STATUS, "acme", "", false);
  assert_int_equal(status.queued[0], 0);
  assert_int_equal(status.running, 0);
  play_expect_silence(play->judges[1], 100 * CLOCK_MS);
}

static void old_attempt_is_signed_while_the_new_one_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  say_fault(play, 0, &job);
  say_idle(play, 1);
  struct accept_half half = take_half(play, MESSAGE_ACCEPT_HALF);
  struct lease lease = take_lease(play, 1);
  submission_clear(&lease.submission);
  assert_int_equal(half.job.attempt, 2);
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
  /* The judge's answer is about a job that is gone, and it gets the next one. */
  say_graded(play, 1, &half.job);
  send_envelope(play, &half.job, VERDICT_WRONG_ANSWER, "other", 5);
  submit(play, "acme", "b", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 1);
  lease = take_lease(play, 1);
  assert_string_equal(lease.submission.id, "b");
  submission_clear(&lease.submission);
  struct answer_record answer = ask(play, QUERY_SUBMISSION, "acme", "a", false);
  assert_memory_equal(answer.envelope, ENVELOPE, strlen(ENVELOPE));
  answer_record_clear(&answer);
}

static void lease_runs_out(void **state) {
  struct ledger_play *play = *state;
  play->config.lease_ns = 300 * CLOCK_MS;
  struct job_ref job = begin(play);
  say_idle(play, 1);
  expect_again(play, 1, &job);
  /* The one that hangs is given nothing until it asks. */
  submit(play, "acme", "b", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  play_expect_silence(play->judges[0], 100 * CLOCK_MS);
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
}

static void faults_end_as_a_given_up_job(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  for (uint32_t attempt = 1; attempt < 3; attempt++) {
    say_fault(play, 0, &job);
    say_idle(play, 0);
    job = take_half(play, MESSAGE_ACCEPT_HALF).job;
    struct lease lease = take_lease(play, 0);
    submission_clear(&lease.submission);
    assert_int_equal(job.attempt, attempt + 1);
  }
  say_fault(play, 0, &job);
  struct accept_half half = take_half(play, MESSAGE_GIVE_UP);
  assert_int_equal(half.job.attempt, 4);
  send_envelope(play, &half.job, VERDICT_INTERNAL_ERROR, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
  say_idle(play, 0);
  assert_int_equal(ask(play, QUERY_STATUS, "acme", "", false).running, 0);
}

static void replace_signer(struct ledger_play *play) {
  int old = play->signer;
  play->signer = play_peer(&play->role, ROLE_SIGNER, 0);
  close(old);
}

static void signer_is_replaced_while_a_judge_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  replace_signer(play);
  struct accept_half half = take_half(play, MESSAGE_ACCEPT_HALF);
  assert_int_equal(half.job.attempt, job.attempt);
  say_graded(play, 0, &job);
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
}

static void signer_is_replaced_after_graded(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  say_graded(play, 0, &job);
  while (ask(play, QUERY_STATUS, "acme", "", false).slots_busy > 0) continue;
  replace_signer(play);
  say_idle(play, 1);
  expect_again(play, 1, &job);
}

static void signer_lost_the_half_before_graded(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  replace_signer(play);
  take_half(play, MESSAGE_ACCEPT_HALF);
  say_graded(play, 0, &job); /* but its half went to the old one: no envelope comes */
  say_idle(play, 1);
  expect_again(play, 1, &job);
}

static void signer_is_replaced_while_giving_up(void **state) {
  struct ledger_play *play = *state;
  play->config.attempts_max = 1;
  struct job_ref job = begin(play);
  say_fault(play, 0, &job);
  take_half(play, MESSAGE_GIVE_UP);
  replace_signer(play);
  struct accept_half half = take_half(play, MESSAGE_GIVE_UP);
  send_envelope(play, &half.job, VERDICT_INTERNAL_ERROR, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
}

static void nothing_is_leased_without_a_signer(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  fd_close(&play->signer);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  say_idle(play, 0);
  play_expect_silence(play->judges[0], 100 * CLOCK_MS);
  play->signer = play_peer(&play->role, ROLE_SIGNER, 0);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
}

static void ledger_dies_while_a_judge_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  play_kill(&play->role);
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  say_idle(play, 0);
  expect_again(play, 0, &job);
}

static void ledger_dies_and_the_old_attempt_is_signed(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  play_kill(&play->role);
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
  say_idle(play, 0);
  play_expect_silence(play->judges[0], 100 * CLOCK_MS);
}

static void ledger_dies_while_giving_up(void **state) {
  struct ledger_play *play = *state;
  play->config.attempts_max = 1;
  struct job_ref job = begin(play);
  say_fault(play, 0, &job);
  uint32_t attempt = take_half(play, MESSAGE_GIVE_UP).job.attempt;
  play_kill(&play->role);
  ledger_play_start(play);
  subscribe(play, 1, "acme");
  say_idle(play, 0);
  struct accept_half half = take_half(play, MESSAGE_GIVE_UP);
  assert_int_equal(half.job.attempt, attempt + 1);
  send_envelope(play, &half.job, VERDICT_INTERNAL_ERROR, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
}

static void front_is_replaced_while_a_judge_runs(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  fd_close(&play->front);
  play->front = play_peer(&play->role, ROLE_FRONT, 0);
  say_graded(play, 0, &job);
  send_envelope(play, &job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  /* Sessions went with the front: nothing is pushed before one subscribes. */
  while (ask(play, QUERY_STATUS, "acme", "", false).done == 0) continue;
  subscribe(play, 2, "acme");
  struct result_push push = take_result(play, 2);
  result_push_clear(&push);
}

static void judge_that_asks_instead_of_answering_has_failed(void **state) {
  struct ledger_play *play = *state;
  struct job_ref job = begin(play);
  say_idle(play, 0);
  expect_again(play, 0, &job);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ledger_play_setup, ledger_play_teardown)
  const struct CMUnitTest tests[] = {
      TEST(judge_dies_while_it_runs),
      TEST(judge_is_replaced_while_it_runs),
      TEST(judge_dies_after_its_half_was_sent),
      TEST(old_attempt_is_signed_while_the_new_one_runs),
      TEST(lease_runs_out),
      TEST(faults_end_as_a_given_up_job),
      TEST(signer_is_replaced_while_a_judge_runs),
      TEST(signer_is_replaced_after_graded),
      TEST(signer_lost_the_half_before_graded),
      TEST(signer_is_replaced_while_giving_up),
      TEST(nothing_is_leased_without_a_signer),
      TEST(ledger_dies_while_a_judge_runs),
      TEST(ledger_dies_and_the_old_attempt_is_signed),
      TEST(ledger_dies_while_giving_up),
      TEST(front_is_replaced_while_a_judge_runs),
      TEST(judge_that_asks_instead_of_answering_has_failed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
