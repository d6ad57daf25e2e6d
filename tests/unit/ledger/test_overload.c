/* More than the node can hold, and a disk that cannot be written: refused, not lost, and over when
 * the cause is over. */
#include <sys/resource.h>

#include "tests/unit/ledger/ledger_play.h"

#define ENVELOPE "{\"played\":\"envelope\"}"

static void queue_limit_is_named_and_ends_with_the_queue(void **state) {
  struct ledger_play *play = *state;
  play->config.queue_limit = 2;
  ledger_play_start(play);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  submit(play, "acme", "b", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
  submit(play, "acme", "c", LANE_INTERACTIVE, "one");
  struct submit_reply reply = take_reply(play, MESSAGE_REJECTED);
  assert_int_equal(reply.reason, REJECT_OVERLOADED);
  assert_in_range(reply.retry_after_ms, 1, 60000);
  assert_string_equal(reply.message, "2 submissions wait or run, the limit is 2");
  submit(play, "acme", "a", LANE_INTERACTIVE, "one"); /* what is here already costs nothing */
  assert_true(take_reply(play, MESSAGE_ACCEPTED).duplicate);
  subscribe(play, 1, "acme");
  say_idle(play, 0);
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
  send_envelope(play, &lease.job, VERDICT_ACCEPTED, ENVELOPE, strlen(ENVELOPE));
  struct result_push push = take_result(play, 1);
  result_push_clear(&push);
  submit(play, "acme", "c", LANE_INTERACTIVE, "one");
  take_reply(play, MESSAGE_ACCEPTED);
}

static void disk_reserve_is_kept(void **state) {
  struct ledger_play *play = *state;
  play->config.disk_reserve = UINT64_MAX;
  ledger_play_start(play);
  submit(play, "acme", "a", LANE_INTERACTIVE, "one");
  assert_int_equal(take_reply(play, MESSAGE_REJECTED).reason, REJECT_OVERLOADED);
}

/* Writing a file past 1 MiB fails, which is what a full disk looks like from here. */
static void limit_files(void) {
  const struct rlimit limit = {1 << 20, RLIM_INFINITY};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
}

static void full_disk_rejects_and_recovers(void **state) {
  struct ledger_play *play = *state;
  static char text[100001];
  uint32_t accepted = 0;
  char id[16];
  play->config.log_level = 0;
  memset(text, 'x', sizeof text - 1);
  ledger_play_start_with(play, limit_files);
  subscribe(play, 1, "acme");
  say_idle(play, 0);
  for (uint32_t i = 0;; i++) {
    assert_in_range(i, 0, 200);
    snprintf(id, sizeof id, "s%u", i);
    submit(play, "acme", id, LANE_INTERACTIVE, text);
    play->message.type = 0;
    assert_int_equal(
        channel_receive_until(play->front, clock_monotonic() + PLAY_PATIENCE, &play->message, NULL),
        0);
    if (play->message.type == MESSAGE_REJECTED) break;
    assert_int_equal(play->message.type, MESSAGE_ACCEPTED);
    accepted++;
  }
  assert_in_range(accepted, 1, 200);
  /* A result that cannot be written is kept. */
  struct lease lease = take_lease(play, 0);
  submission_clear(&lease.submission);
  size_t length = 500000;
  char *envelope = malloc(length);
  memset(envelope, 'e', length);
  send_envelope(play, &lease.job, VERDICT_ACCEPTED, envelope, length);
  play_expect_silence(play->front, 300 * CLOCK_MS);
  submit(play, "acme", "again", LANE_INTERACTIVE, text);
  assert_int_equal(take_reply(play, MESSAGE_REJECTED).reason, REJECT_OVERLOADED);
  const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  assert_int_equal(prlimit(play->role.pid, RLIMIT_FSIZE, &unlimited, NULL), 0);
  struct result_push push = take_result(play, 1);
  assert_int_equal(push.envelope_length, length);
  result_push_clear(&push);
  submit(play, "acme", "again", LANE_INTERACTIVE, text);
  take_reply(play, MESSAGE_ACCEPTED);
  /* Nothing that was refused is there, everything that was accepted is. */
  struct answer_record answer = ask(play, QUERY_SUBMISSION, "acme", id, false);
  assert_false(answer.found);
  struct answer_record status = ask(play, QUERY_STATUS, "acme", "", false);
  assert_int_equal(status.queued[0] + status.running + status.done, accepted + 1);
  free(envelope);
}

static void front_that_does_not_read_is_not_read(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  assert_int_equal(channel_set_nonblocking(play->front, NULL), 0);
  static uint8_t record[CHANNEL_PAYLOAD_MAX];
  const struct front_route route = {1, 3};
  struct query_record query = {.kind = QUERY_STATUS, .tenant = "acme"};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(&route, &writer);
  query_record_put(&query, &writer);
  /* Full for a while means that the ledger has stopped reading: its memory is bounded. */
  uint64_t sent = 0, full_since = 0;
  while (full_since == 0 || clock_monotonic() - full_since < 500 * CLOCK_MS) {
    struct err err;
    int rc = channel_send(play->front, MESSAGE_QUERY, record, writer.length, NULL, 0, &err);
    if (rc == 0) {
      sent++;
      full_since = 0;
      assert_in_range(sent, 0, 1000000);
    } else {
      assert_int_equal(rc, -ERR_AGAIN);
      if (full_since == 0) full_since = clock_monotonic();
    }
  }
  for (uint64_t i = 0; i < sent; i++) play_expect(play->front, MESSAGE_ANSWER, &play->message);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ledger_play_setup, ledger_play_teardown)
  const struct CMUnitTest tests[] = {
      TEST(queue_limit_is_named_and_ends_with_the_queue),
      TEST(disk_reserve_is_kept),
      TEST(full_disk_rejects_and_recovers),
      TEST(front_that_does_not_read_is_not_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
