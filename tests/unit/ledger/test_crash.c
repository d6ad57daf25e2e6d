/* The ledger is killed at random moments, over and over, under load. Counted at the end: everything
 * that was accepted has exactly one result on disk, was delivered, and nothing else is there. */
#include <poll.h>
#include <sqlite3.h>

#include "tests/unit/ledger/ledger_play.h"

#define ROUNDS 60
#define SUBMISSIONS 12000
#define IN_FLIGHT 48u

enum fate { FATE_NEW, FATE_ACCEPTED, FATE_RECEIVED, FATE_ACKED };

struct world {
  struct ledger_play *play;
  uint8_t fate[SUBMISSIONS];
  char envelopes[SUBMISSIONS][32]; /* received */
  uint32_t next, waiting;          /* next to submit, submitted and not answered */
  uint32_t accepted, acked, pushes;
  bool judge_busy[JUDGES];
};

static void submit_number(struct world *world, uint32_t number) {
  char id[16], text[32];
  snprintf(id, sizeof id, "s%u", number);
  snprintf(text, sizeof text, "source of %u", number);
  struct submission submission = make_submission(number % 3 ? "acme" : "other", id,
                                                 (enum lane)(LANE_INTERACTIVE + number % 3), text);
  send_submission(world->play, 1 + number % 3, &submission);
}

static uint32_t number_of(const char *id) {
  unsigned number = SUBMISSIONS;
  assert_int_equal(sscanf(id, "s%u", &number), 1);
  assert_in_range(number, 0, SUBMISSIONS - 1);
  return number;
}

static void send_ack(struct world *world, uint32_t number) {
  char id[16];
  snprintf(id, sizeof id, "s%u", number);
  ack(world->play, number % 3 ? "acme" : "other", id, world->envelopes[number],
      strlen(world->envelopes[number]));
}

static void on_result(struct world *world, const struct result_push *push) {
  uint32_t number = number_of(push->id);
  char *kept = world->envelopes[number];
  assert_in_range(push->envelope_length, 1, sizeof world->envelopes[0] - 1);
  /* However often it is pushed, it is the same. */
  if (kept[0]) assert_memory_equal(kept, push->envelope, push->envelope_length);
  memcpy(kept, push->envelope, push->envelope_length);
  if (world->fate[number] < FATE_RECEIVED) world->fate[number] = FATE_RECEIVED;
  world->pushes++;
  send_ack(world, number);
}

static void on_front(struct world *world, struct channel_message *message) {
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct front_route route;
  struct submit_reply reply;
  front_route_get(&route, &reader);
  if (message->type == MESSAGE_RESULT) {
    struct result_push push;
    assert_int_equal(result_push_get(&push, &reader, message, NULL), 0);
    on_result(world, &push);
    result_push_clear(&push);
    return;
  }
  assert_int_equal(submit_reply_get(&reply, &reader, NULL), 0);
  uint8_t *fate = &world->fate[number_of(reply.id)];
  if (message->type == MESSAGE_ACKED) {
    world->acked += *fate != FATE_ACKED;
    *fate = FATE_ACKED;
    return;
  }
  assert_int_equal(message->type, MESSAGE_ACCEPTED);
  world->accepted++;
  if (*fate == FATE_NEW) *fate = FATE_ACCEPTED;
  world->waiting--;
}

/* A judge grades at once; sometimes it faults. */
static void on_judge(struct world *world, int judge, struct channel_message *message) {
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct lease lease;
  char expected[32];
  assert_int_equal(message->type, MESSAGE_LEASE);
  assert_int_equal(lease_get(&lease, &reader, message, NULL), 0);
  snprintf(expected, sizeof expected, "source of %u", number_of(lease.submission.id));
  assert_string_equal((char *)lease.submission.source, expected);
  submission_clear(&lease.submission);
  if (rand() % 50 == 0)
    say_fault(world->play, judge, &lease.job);
  else
    say_graded(world->play, judge, &lease.job);
  say_idle(world->play, judge);
}

/* The signer signs whatever it is told of, as if the verdict half had come. */
static void on_signer(struct world *world, struct channel_message *message) {
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct accept_half half;
  char envelope[64];
  assert_int_equal(accept_half_get(&half, &reader, NULL), 0);
  int length = snprintf(envelope, sizeof envelope, "%s attempt %u", half.id, half.job.attempt);
  send_envelope(world->play, &half.job,
                message->type == MESSAGE_GIVE_UP ? VERDICT_INTERNAL_ERROR : VERDICT_ACCEPTED,
                envelope, (size_t)length);
}

static void dispatch(struct world *world, int which) {
  struct ledger_play *play = world->play;
  const int channels[] = {play->front, play->signer, play->judges[0], play->judges[1]};
  struct channel_message *message = &play->message;
  int rc = channel_receive(channels[which], message, NULL);
  assert_int_equal(rc, 0);
  if (which == 0) on_front(world, message);
  if (which == 1) on_signer(world, message);
  if (which >= 2) on_judge(world, which - 2, message);
  channel_message_clear(message);
}

static void start(struct world *world) {
  ledger_play_start(world->play);
  subscribe(world->play, 1, "acme");
  subscribe(world->play, 4, "other");
  for (int i = 0; i < JUDGES; i++) say_idle(world->play, i);
  /* As a client does that got no answer: the same again. */
  world->waiting = 0;
  uint32_t again = 0;
  for (uint32_t i = 0; i < world->next; i++) {
    if (world->fate[i] == FATE_RECEIVED) send_ack(world, i);
    if (world->fate[i] != FATE_NEW) continue;
    submit_number(world, i);
    world->waiting++;
    again++;
  }
  assert_true(again <= IN_FLIGHT);
}

/* Plays until the deadline, or until all is done. */
static void run_until(struct world *world, uint64_t deadline) {
  struct ledger_play *play = world->play;
  while (world->acked < SUBMISSIONS && clock_monotonic() < deadline) {
    while (world->next < SUBMISSIONS && world->waiting < IN_FLIGHT) {
      submit_number(world, world->next++);
      world->waiting++;
    }
    struct pollfd ready[] = {{play->front, POLLIN, 0},
                             {play->signer, POLLIN, 0},
                             {play->judges[0], POLLIN, 0},
                             {play->judges[1], POLLIN, 0}};
    poll(ready, 4, clock_poll_timeout(deadline));
    for (int i = 0; i < 4; i++)
      if (ready[i].revents & POLLIN) dispatch(world, i);
  }
}

static int64_t count(struct ledger_play *play, const char *sql) {
  char path[128];
  sqlite3 *database;
  sqlite3_stmt *statement;
  snprintf(path, sizeof path, "%s/journal.db", play->directory);
  assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  int64_t value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return value;
}

static void killed_at_random_moments_accepted_is_answered_once(void **state) {
  struct world *world = calloc(1, sizeof *world);
  unsigned seed = (unsigned)clock_wall();
  const char *given = getenv("GRADED_TEST_SEED");
  if (given) seed = (unsigned)strtoul(given, NULL, 10);
  srand(seed);
  world->play = *state;
  world->play->config.log_level = 0;
  world->play->config.attempts_max = 50;
  start(world);
  for (uint32_t round = 0; round < ROUNDS; round++) {
    run_until(world, clock_monotonic() + (uint64_t)(rand() % 20000) * 1000);
    play_kill(&world->play->role);
    start(world);
  }
  uint32_t at_last_kill = world->acked;
  run_until(world, clock_monotonic() + 120 * CLOCK_SECOND);
  print_message("seed %u: %u kills, %u answers, %u acked (%u before the last kill), %u pushes\n",
                seed, ROUNDS, world->accepted, world->acked, at_last_kill, world->pushes);
  assert_in_range(at_last_kill, 1, SUBMISSIONS - 1); /* the kills came while there was work */
  assert_int_equal(world->acked, SUBMISSIONS);
  play_kill(&world->play->role);
  assert_int_equal(count(world->play, "SELECT count(*) FROM submission"), SUBMISSIONS);
  assert_int_equal(count(world->play, "SELECT count(*) FROM submission WHERE state = 2"),
                   SUBMISSIONS);
  assert_int_equal(count(world->play, "SELECT count(*) FROM result"), SUBMISSIONS);
  assert_int_equal(count(world->play, "SELECT count(*) FROM outbox"), 0);
  assert_int_equal(count(world->play,
                         "SELECT count(*) FROM pragma_integrity_check"
                         " WHERE integrity_check = 'ok'"),
                   1);
  assert_int_equal(count(world->play, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
  free(world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(killed_at_random_moments_accepted_is_answered_once,
                                      ledger_play_setup, ledger_play_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
