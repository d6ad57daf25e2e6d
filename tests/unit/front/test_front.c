/* The front program between real clients and a ledger and supervisor that the test plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above before it */
#include <cmocka.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "proto/client/graded.h"
#include "proto/wire/reply.h"
#include "tests/unit/front/peers.h"

#define TIMEOUT_MS 10000
#define SESSIONS_PER_KEY 256u

static struct test_front front;
static void *context;

static struct graded_client *connect_as(const struct key_pair *key) {
  const struct graded_options options = {front.endpoint, front.server.public_key, key->public_key,
                                         key->secret_key};
  struct graded_client *client = NULL;
  assert_int_equal(graded_open(&options, &client, &oops), 0);
  return client;
}

static struct graded_receipt submit(struct graded_client *client, const char *id,
                                    const char *question, const char *language,
                                    uint64_t timeout_ms) {
  const struct graded_file file = {NULL, "int x;\n", 7};
  const struct graded_submission submission = {id, question, language, GRADED_LANE_CI, &file, 1};
  struct graded_receipt receipt = {0};
  int rc = graded_submit(client, &submission, timeout_ms, &receipt, &oops);
  if (rc < 0) fail_msg("%s: %s", id, oops.message);
  return receipt;
}

/* A socket that says what it likes. */
static void *raw_socket(const char *routing_id) {
  void *raw = zmq_socket(context, ZMQ_DEALER);
  int linger = 0, timeout = TIMEOUT_MS;
  zmq_setsockopt(raw, ZMQ_LINGER, &linger, sizeof linger);
  zmq_setsockopt(raw, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
  zmq_setsockopt(raw, ZMQ_CURVE_SERVERKEY, front.server.public_key, 41);
  zmq_setsockopt(raw, ZMQ_CURVE_PUBLICKEY, front.bob.public_key, 41);
  zmq_setsockopt(raw, ZMQ_CURVE_SECRETKEY, front.bob.secret_key, 41);
  if (routing_id) zmq_setsockopt(raw, ZMQ_ROUTING_ID, routing_id, strlen(routing_id));
  assert_int_equal(zmq_connect(raw, front.endpoint), 0);
  return raw;
}

static void assert_raw_refused(void *raw, enum reject_reason reason, const char *fragment) {
  static uint8_t frame[65536];
  struct wire_reply reply;
  int got = zmq_recv(raw, frame, sizeof frame, 0);
  if (got < 0) fail_msg("no answer: %s", zmq_strerror(errno));
  assert_int_equal(wire_reply_decode(frame, (size_t)got, &reply, &oops), 0);
  assert_int_equal(reply.kind, WIRE_REPLY_RECEIPT);
  assert_false(reply.receipt.accepted);
  assert_int_equal(reply.receipt.reason, reason);
  if (!strstr(reply.receipt.message, fragment)) fail_msg("message: %s", reply.receipt.message);
}

static void a_submission_reaches_the_ledger_with_the_tenant_of_its_key(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.alice);
  struct graded_receipt receipt = submit(client, "s-1", "matmul", "c", TIMEOUT_MS);
  assert_true(receipt.accepted);
  assert_string_equal(receipt.id, "s-1");
  assert_int_equal(receipt.accepted_at, 77);
  const struct submission *last = &front.ledger.last;
  assert_string_equal(last->tenant, "alice");
  assert_int_equal(last->lane, LANE_CI);
  assert_int_equal(last->question_digest[0], 0xab);
  assert_memory_equal(last->content_digest, receipt.content_digest, DIGEST_SIZE);
  assert_true(ledger_wait(&front.ledger, &front.ledger.subscriptions, 1));
  assert_string_equal(front.ledger.last_subscriber, "alice");
  graded_close(&client);
}

static void what_the_bank_has_not_is_refused_by_name(void **state) {
  (void)state;
  static const struct {
    const char *question, *language;
    enum graded_reason reason;
    const char *field, *fragment;
  } rows[] = {
      {"no-such", "c", GRADED_UNKNOWN_QUESTION, "submit.question", "'no-such'"},
      {"matmul", "cobol", GRADED_UNKNOWN_LANGUAGE, "submit.language", "c, python"},
      {"broken", "c", GRADED_QUESTION_UNAVAILABLE, "submit.question", "line 3: no name"},
  };
  struct graded_client *client = connect_as(&front.alice);
  for (size_t i = 0; i < 3; i++) {
    struct graded_receipt receipt =
        submit(client, "s-2", rows[i].question, rows[i].language, TIMEOUT_MS);
    assert_false(receipt.accepted);
    assert_int_equal(receipt.reason, rows[i].reason);
    assert_string_equal(receipt.field, rows[i].field);
    assert_non_null(strstr(receipt.message, rows[i].fragment));
  }
  graded_close(&client);
}

static void a_key_without_the_role_is_forbidden(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.reader);
  struct graded_receipt receipt = submit(client, "s-3", "matmul", "c", TIMEOUT_MS);
  assert_false(receipt.accepted);
  assert_int_equal(receipt.reason, GRADED_FORBIDDEN);
  struct graded_status status;
  assert_int_equal(graded_status(client, TIMEOUT_MS, &status, &oops), 0);
  assert_int_equal(status.done, 5);
  graded_close(&client);
}

static void an_unknown_key_gets_no_answer(void **state) {
  (void)state;
  struct key_pair stranger;
  uint64_t took;
  zmq_curve_keypair(stranger.public_key, stranger.secret_key);
  struct graded_client *client = connect_as(&stranger);
  assert_int_equal(graded_ping(client, 500, &took, &oops), -ERR_AGAIN);
  assert_non_null(strstr(oops.message, "does it know this client's key"));
  graded_close(&client);
}

static void broken_messages_are_answered_and_disturb_nobody(void **state) {
  (void)state;
  struct graded_client *bystander = connect_as(&front.alice);
  uint64_t took;
  void *raw = raw_socket(NULL);
  zmq_send(raw, "garbage", 7, 0);
  assert_raw_refused(raw, REJECT_MALFORMED, "not a message");
  zmq_send(raw, "", 0, 0);
  assert_raw_refused(raw, REJECT_MALFORMED, "exactly one is needed");
  zmq_send(raw, "a", 1, ZMQ_SNDMORE);
  zmq_send(raw, "b", 1, ZMQ_SNDMORE);
  zmq_send(raw, "c", 1, 0);
  assert_raw_refused(raw, REJECT_TOO_LARGE, "3 frames, the limit is 2");
  zmq_send(raw, "a", 1, ZMQ_SNDMORE);
  zmq_send(raw, "b", 1, 0);
  assert_raw_refused(raw, REJECT_MALFORMED, "first is not empty");
  assert_int_equal(graded_ping(bystander, TIMEOUT_MS, &took, &oops), 0);
  zmq_close(raw);
  graded_close(&bystander);
}

static void a_chosen_routing_id_is_refused(void **state) {
  (void)state;
  void *raw = raw_socket("mine");
  zmq_send(raw, "", 0, 0);
  assert_raw_refused(raw, REJECT_MALFORMED, "ZMQ_ROUTING_ID");
  zmq_close(raw);
}

static void an_oversize_frame_costs_only_its_sender_the_connection(void **state) {
  (void)state;
  static uint8_t large[LIMIT_FRAME_BYTES + 1];
  struct graded_client *bystander = connect_as(&front.alice);
  uint64_t took;
  void *raw = raw_socket(NULL);
  zmq_send(raw, large, sizeof large, 0);
  assert_int_equal(graded_ping(bystander, TIMEOUT_MS, &took, &oops), 0);
  /* libzmq cuts the connection and makes it again. A message that is sent before that is lost with
   * it, so it is repeated until one is answered. */
  int poll_ms = 200, answered = 0;
  zmq_setsockopt(raw, ZMQ_RCVTIMEO, &poll_ms, sizeof poll_ms);
  uint64_t deadline = clock_monotonic() + WAIT_NS;
  while (!answered && clock_monotonic() < deadline) {
    zmq_send(raw, "garbage", 7, 0);
    answered = zmq_recv(raw, large, sizeof large, 0) > 0;
  }
  assert_true(answered);
  zmq_close(raw);
  graded_close(&bystander);
}

static void an_empty_delimiter_is_given_back(void **state) {
  (void)state;
  uint8_t frame[256];
  void *raw = raw_socket(NULL);
  zmq_send(raw, "", 0, ZMQ_SNDMORE);
  zmq_send(raw, "\x32\x00", 2, 0); /* Ping */
  assert_int_equal(zmq_recv(raw, frame, sizeof frame, 0), 0);
  assert_true(zmq_recv(raw, frame, sizeof frame, 0) > 0);
  zmq_close(raw);
}

static void acks_and_queries_are_answered_by_the_ledger(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.alice);
  struct graded_answer answer;
  assert_int_equal(graded_ack(client, "s-1", "x", 1, TIMEOUT_MS, &oops), 0);
  assert_int_equal(front.ledger.acks, 1);
  assert_int_equal(graded_query(client, "s-1", false, TIMEOUT_MS, &answer, &oops), 0);
  assert_int_equal(answer.state, GRADED_QUEUED);
  graded_answer_clear(&answer);
  assert_int_equal(graded_query(client, "unknown-1", false, TIMEOUT_MS, &answer, &oops),
                   -ERR_NOT_FOUND);
  graded_close(&client);
}

static void results_are_pushed_to_the_subscriber_and_a_dead_one_is_forgotten(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.bob);
  struct graded_event event;
  struct front_route route;
  unsigned before = front.ledger.subscriptions, forgotten = front.ledger.forgotten;
  assert_int_equal(graded_subscribe(client, TIMEOUT_MS, &oops), 0);
  assert_true(ledger_wait(&front.ledger, &front.ledger.subscriptions, before + 1));
  route = front.ledger.last_subscription;
  ledger_push(&front.ledger, &route, "r-1", "{\"an\":\"envelope\"}");
  assert_int_equal(graded_next(client, TIMEOUT_MS, &event, &oops), 0);
  assert_int_equal(event.kind, GRADED_EVENT_RESULT);
  assert_string_equal(event.delivery.id, "r-1");
  assert_string_equal((const char *)event.delivery.envelope, "{\"an\":\"envelope\"}");
  graded_delivery_clear(&event.delivery);
  graded_close(&client);
  /* The peer's end is noticed at some moment after it; until then pushes go nowhere. */
  uint64_t deadline = clock_monotonic() + WAIT_NS;
  while (__atomic_load_n(&front.ledger.forgotten, __ATOMIC_RELAXED) == forgotten &&
         clock_monotonic() < deadline) {
    ledger_push(&front.ledger, &route, "r-2", "{}");
    sched_yield();
  }
  assert_int_equal(front.ledger.forgotten, forgotten + 1);
}

static void a_dead_ledger_means_later_and_a_new_one_learns_the_subscriptions(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.alice);
  const struct graded_file file = {NULL, "int x;\n", 7};
  const struct graded_submission held = {"hold-1", "matmul", "c", GRADED_LANE_CI, &file, 1};
  struct graded_event event;
  struct graded_receipt receipt = submit(client, "s-4", "matmul", "c", TIMEOUT_MS);
  assert_true(receipt.accepted);
  unsigned submits = front.ledger.submits;
  assert_int_equal(graded_send(client, &held, &oops), 0);
  assert_true(ledger_wait(&front.ledger, &front.ledger.submits, submits + 1));
  kill_ledger(&front);
  assert_int_equal(graded_next(client, TIMEOUT_MS, &event, &oops), 0);
  assert_int_equal(event.kind, GRADED_EVENT_RECEIPT);
  assert_int_equal(event.receipt.reason, GRADED_OVERLOADED);
  assert_true(event.receipt.retry_after_ms > 0);
  assert_string_equal(event.receipt.id, "hold-1");
  receipt = submit(client, "s-5", "matmul", "c", 50);
  assert_int_equal(receipt.reason, GRADED_OVERLOADED);
  start_ledger(&front);
  assert_true(ledger_wait(&front.ledger, &front.ledger.subscriptions, 1));
  assert_string_equal(front.ledger.last_subscriber, "alice");
  receipt = submit(client, "s-5", "matmul", "c", TIMEOUT_MS);
  assert_true(receipt.accepted);
  graded_close(&client);
}

static void a_hundred_at_once_are_all_answered(void **state) {
  (void)state;
  static char source[60000];
  struct graded_client *client = connect_as(&front.alice);
  memset(source, 'x', sizeof source - 1);
  const struct graded_file file = {NULL, source, sizeof source - 1};
  unsigned answered = 0;
  uint64_t took;
  assert_int_equal(graded_ping(client, TIMEOUT_MS, &took, &oops), 0);
  for (int i = 0; i < 100; i++) {
    char id[32];
    snprintf(id, sizeof id, "many-%d", i);
    const struct graded_submission one = {id, "matmul", "c", GRADED_LANE_BATCH, &file, 1};
    assert_int_equal(graded_send(client, &one, &oops), 0);
  }
  while (answered < 100) {
    struct graded_event event;
    assert_int_equal(graded_next(client, TIMEOUT_MS, &event, &oops), 0);
    assert_true(event.receipt.accepted || event.receipt.reason == GRADED_OVERLOADED);
    answered++;
  }
  graded_close(&client);
}

static void a_flood_that_reads_no_answers_starves_nobody(void **state) {
  (void)state;
  struct graded_client *bystander = connect_as(&front.alice);
  void *raw = raw_socket(NULL);
  uint64_t took;
  for (int i = 0; i < 20000; i++) {
    zmq_send(raw, "garbage", 7, 0);
    if (i % 1000 == 0 && graded_ping(bystander, 2000, &took, &oops) < 0)
      fail_msg("after %d: %s", i, oops.message);
  }
  zmq_close(raw);
  graded_close(&bystander);
}

static void dead_connections_make_room_for_new_ones(void **state) {
  (void)state;
  for (unsigned i = 0; i < SESSIONS_PER_KEY + 44; i++) {
    struct graded_client *client = connect_as(&front.bob);
    uint64_t took;
    if (graded_ping(client, TIMEOUT_MS, &took, &oops) < 0) fail_msg("%u: %s", i, oops.message);
    graded_close(&client);
  }
}

static void draining_takes_nothing_new(void **state) {
  (void)state;
  struct graded_client *client = connect_as(&front.alice);
  assert_int_equal(channel_send(front.control, MESSAGE_ROLE_DRAIN, NULL, 0, NULL, 0, &oops), 0);
  assert_true(expect_control(&front, MESSAGE_ROLE_DRAINED));
  struct graded_receipt receipt = submit(client, "s-6", "matmul", "c", 1000);
  assert_false(receipt.accepted);
  assert_int_equal(receipt.reason, GRADED_DRAINING);
  graded_close(&client);
}

static int set_up(void **state) {
  (void)state;
  context = zmq_ctx_new();
  start_front(&front);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  zmq_ctx_term(context);
  int status = stop_front(&front);
  if (status != 0) fprintf(stderr, "graded-front: wait status %d\n", status);
  return status;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_submission_reaches_the_ledger_with_the_tenant_of_its_key),
      cmocka_unit_test(what_the_bank_has_not_is_refused_by_name),
      cmocka_unit_test(a_key_without_the_role_is_forbidden),
      cmocka_unit_test(an_unknown_key_gets_no_answer),
      cmocka_unit_test(broken_messages_are_answered_and_disturb_nobody),
      cmocka_unit_test(a_chosen_routing_id_is_refused),
      cmocka_unit_test(an_oversize_frame_costs_only_its_sender_the_connection),
      cmocka_unit_test(an_empty_delimiter_is_given_back),
      cmocka_unit_test(acks_and_queries_are_answered_by_the_ledger),
      cmocka_unit_test(results_are_pushed_to_the_subscriber_and_a_dead_one_is_forgotten),
      cmocka_unit_test(a_dead_ledger_means_later_and_a_new_one_learns_the_subscriptions),
      cmocka_unit_test(a_hundred_at_once_are_all_answered),
      cmocka_unit_test(a_flood_that_reads_no_answers_starves_nobody),
      cmocka_unit_test(dead_connections_make_room_for_new_ones),
      cmocka_unit_test(draining_takes_nothing_new),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
