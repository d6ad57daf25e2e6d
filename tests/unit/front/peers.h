/* The front's two peers, played by the test: the supervisor on its control channel, and a ledger
 * that answers records on a thread. The front itself is the real program. */
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "proto/record/message.h"
#include "proto/record/role.h"

#define WAIT_NS (10 * CLOCK_SECOND)

#define REQUIRE(condition)                                                              \
  do {                                                                                  \
    if (!(condition)) {                                                                 \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, oops.message); \
      abort();                                                                          \
    }                                                                                   \
  } while (0)

static struct err oops;

struct key_pair {
  char public_key[41], secret_key[41];
};

/* What the ledger has seen, and how it behaves: a submission is accepted, unless its id starts with
 * "hold", which stays unanswered. */
struct test_ledger {
  int fd;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  unsigned submits, subscriptions, forgotten, acks;
  char last_tenant[65], last_subscriber[65];
  struct submission last; /* without source */
  struct front_route last_route, last_subscription;
  const char *push_id; /* pushed to whoever subscribes */
};

struct test_front {
  pid_t pid;
  int control;
  char directory[64], endpoint[128];
  struct key_pair server, alice, bob, reader;
  struct test_ledger ledger;
};

static inline void send_record(int fd, uint32_t type, struct bytes_writer *writer, int blob) {
  channel_send(fd, type, writer->data, writer->length, &blob, blob >= 0, NULL);
}

static inline void ledger_reply(struct test_ledger *ledger, uint32_t type,
                                const struct front_route *route, const struct submit_reply *reply) {
  uint8_t record[2048];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(route, &writer);
  submit_reply_put(reply, &writer);
  send_record(ledger->fd, type, &writer, -1);
}

static inline void ledger_push(struct test_ledger *ledger, const struct front_route *route,
                               const char *id, const char *envelope) {
  static uint8_t record[CHANNEL_PAYLOAD_MAX];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  struct result_push push = {.envelope = (uint8_t *)(uintptr_t)envelope,
                             .envelope_length = strlen(envelope)};
  int blob = -1;
  snprintf(push.id, sizeof push.id, "%s", id);
  front_route_put(route, &writer);
  REQUIRE(result_push_put(&push, &writer, &blob, &oops) == 0);
  send_record(ledger->fd, MESSAGE_RESULT, &writer, blob);
  fd_close(&blob);
}

static inline void ledger_submit(struct test_ledger *ledger, const struct front_route *route,
                                 struct bytes_reader *reader, struct channel_message *message) {
  struct submission submission;
  REQUIRE(submission_get(&submission, reader, message, 0, &oops) == 0);
  submission_clear(&submission);
  ledger->submits++;
  ledger->last = submission;
  ledger->last_route = *route;
  if (strncmp(submission.id, "hold", 4) == 0) return;
  struct submit_reply reply = {.accepted = true, .accepted_at = 77};
  memcpy(reply.id, submission.id, sizeof reply.id);
  memcpy(reply.content_digest, submission.content_digest, DIGEST_SIZE);
  ledger_reply(ledger, MESSAGE_ACCEPTED, route, &reply);
}

static inline void ledger_query(struct test_ledger *ledger, const struct front_route *route,
                                struct bytes_reader *reader) {
  static uint8_t record[CHANNEL_PAYLOAD_MAX];
  struct query_record query;
  int blobs[2];
  REQUIRE(query_record_get(&query, reader, &oops) == 0);
  struct answer_record answer = {.kind = query.kind, .found = true, .slots = 2, .done = 5};
  if (strncmp(query.id, "unknown", 7) == 0) answer.found = false;
  memcpy(answer.id, query.id, sizeof answer.id);
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(route, &writer);
  REQUIRE(answer_record_put(&answer, &writer, blobs, &oops) == 0);
  send_record(ledger->fd, MESSAGE_ANSWER, &writer, -1);
}

static inline void ledger_ack(struct test_ledger *ledger, const struct front_route *route,
                              struct bytes_reader *reader) {
  struct ack_record ack;
  REQUIRE(ack_record_get(&ack, reader, &oops) == 0);
  struct submit_reply reply = {.accepted = true};
  memcpy(reply.id, ack.id, sizeof reply.id);
  ledger->acks++;
  ledger_reply(ledger, MESSAGE_ACKED, route, &reply);
}

static inline void ledger_subscribe(struct test_ledger *ledger, const struct front_route *route,
                                    struct bytes_reader *reader) {
  bytes_get_string(reader, ledger->last_subscriber, sizeof ledger->last_subscriber);
  ledger->subscriptions++;
  ledger->last_subscription = *route;
  if (ledger->push_id) ledger_push(ledger, route, ledger->push_id, "{\"an\":\"envelope\"}");
}

static inline void *ledger_main(void *argument) {
  struct test_ledger *ledger = argument;
  static struct channel_message message;
  while (channel_receive(ledger->fd, &message, NULL) == 0) {
    struct bytes_reader reader = bytes_reader(message.payload, message.length);
    struct front_route route;
    front_route_get(&route, &reader);
    pthread_mutex_lock(&ledger->lock);
    if (message.type == MESSAGE_SUBMIT) ledger_submit(ledger, &route, &reader, &message);
    if (message.type == MESSAGE_QUERY) ledger_query(ledger, &route, &reader);
    if (message.type == MESSAGE_ACK) ledger_ack(ledger, &route, &reader);
    if (message.type == MESSAGE_SUBSCRIBE) ledger_subscribe(ledger, &route, &reader);
    if (message.type == MESSAGE_FORGET) ledger->forgotten++;
    pthread_cond_broadcast(&ledger->changed);
    pthread_mutex_unlock(&ledger->lock);
    channel_message_clear(&message);
  }
  return NULL;
}

/* Waits until the counter has reached the value; false after WAIT_NS. */
static inline bool ledger_wait(struct test_ledger *ledger, const unsigned *counter,
                               unsigned value) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += (time_t)(WAIT_NS / CLOCK_SECOND);
  pthread_mutex_lock(&ledger->lock);
  int rc = 0;
  while (*counter < value && rc == 0)
    rc = pthread_cond_timedwait(&ledger->changed, &ledger->lock, &until);
  bool reached = *counter >= value;
  pthread_mutex_unlock(&ledger->lock);
  return reached;
}

/* A (new) ledger: the front is told its end. */
static inline void start_ledger(struct test_front *front) {
  struct test_ledger *ledger = &front->ledger;
  const struct role_peer peer = {ROLE_LEDGER, 0};
  uint8_t record[16];
  int ends[2];
  const char *push_id = ledger->push_id;
  memset(ledger, 0, sizeof *ledger);
  ledger->push_id = push_id;
  pthread_mutex_init(&ledger->lock, NULL);
  pthread_cond_init(&ledger->changed, NULL);
  REQUIRE(channel_pair(ends, &oops) == 0);
  ledger->fd = ends[0];
  REQUIRE(pthread_create(&ledger->thread, NULL, ledger_main, ledger) == 0);
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  role_peer_put(&peer, &writer);
  REQUIRE(channel_send(front->control, MESSAGE_ROLE_PEER, record, writer.length, &ends[1], 1,
                       &oops) == 0);
  close(ends[1]);
}

static inline void kill_ledger(struct test_front *front) {
  shutdown(front->ledger.fd, SHUT_RDWR);
  pthread_join(front->ledger.thread, NULL);
  close(front->ledger.fd);
}

static inline void add_client(struct client_table *table, const char *tenant,
                              const struct key_pair *key, uint32_t roles) {
  struct client_key *client = &table->clients[table->count++];
  snprintf(client->tenant, sizeof client->tenant, "%s", tenant);
  zmq_z85_decode(client->key, key->public_key);
  client->roles = roles;
}

static inline void send_config(struct test_front *front) {
  static struct client_key clients[3];
  struct client_table table = {.clients = clients};
  struct role_config config = {.kind = ROLE_FRONT, .log_level = 4};
  uint8_t record[4096], *blob;
  size_t length;
  int fds[2];
  add_client(&table, "alice", &front->alice, CLIENT_ROLE_SUBMIT | CLIENT_ROLE_READ);
  add_client(&table, "bob", &front->bob, CLIENT_ROLE_SUBMIT | CLIENT_ROLE_READ);
  add_client(&table, "alice", &front->reader, CLIENT_ROLE_READ);
  REQUIRE(client_table_pack(&table, &blob, &length, &oops) == 0);
  REQUIRE(fd_sealed("clients", blob, length, &fds[1], &oops) == 0);
  free(blob);
  REQUIRE(fd_sealed("key", front->server.secret_key, 40, &fds[0], &oops) == 0);
  snprintf(config.endpoint, sizeof config.endpoint, "%s", front->endpoint);
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  role_config_put(&config, &writer);
  REQUIRE(channel_send(front->control, MESSAGE_ROLE_CONFIG, record, writer.length, fds, 2, &oops) ==
          0);
  close(fds[0]);
  close(fds[1]);
}

static inline void send_bank(struct test_front *front) {
  struct bank_index_row rows[] = {
      {.question = "broken", .problem = "problem.yaml: line 3: no name"},
      {.question = "matmul", .language_count = 2, .languages = {"c", "python"}, .available = true},
  };
  struct bank_index index = {2, rows};
  uint8_t *blob;
  size_t length;
  int fd;
  memset(rows[1].digest, 0xab, DIGEST_SIZE);
  REQUIRE(bank_index_pack(&index, &blob, &length, &oops) == 0);
  REQUIRE(fd_sealed("bank", blob, length, &fd, &oops) == 0);
  free(blob);
  REQUIRE(channel_send(front->control, MESSAGE_BANK_INDEX, NULL, 0, &fd, 1, &oops) == 0);
  close(fd);
}

/* The program built beside this test: BUILD/tests/unit/front/ -> BUILD/libexec/. */
static inline void front_program(char path[static 512]) {
  ssize_t length = readlink("/proc/self/exe", path, 400);
  REQUIRE(length > 0);
  path[length] = 0;
  for (int i = 0; i < 4; i++) *strrchr(path, '/') = 0;
  size_t end = strlen(path);
  snprintf(path + end, 512 - end, "/libexec/graded-front");
}

static inline bool expect_control(struct test_front *front, uint32_t type) {
  static struct channel_message message;
  int rc = channel_receive_until(front->control, clock_monotonic() + WAIT_NS, &message, &oops);
  return rc == 0 && message.type == type;
}

static inline void spawn_front(struct test_front *front) {
  char path[512];
  int ends[2];
  front_program(path);
  REQUIRE(channel_pair(ends, &oops) == 0);
  front->pid = fork();
  REQUIRE(front->pid >= 0);
  if (front->pid == 0) {
    if (ends[1] != 3) dup2(ends[1], 3);
    fcntl(3, F_SETFD, 0);
    execl(path, "graded-front", (char *)NULL);
    fprintf(stderr, "%s: %m\n", path);
    _exit(127);
  }
  close(ends[1]);
  front->control = ends[0];
}

static inline void start_front(struct test_front *front) {
  struct key_pair *pairs[] = {&front->server, &front->alice, &front->bob, &front->reader};
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < 4; i++)
    REQUIRE(zmq_curve_keypair(pairs[i]->public_key, pairs[i]->secret_key) == 0);
  snprintf(front->directory, sizeof front->directory, "/tmp/front-test.XXXXXX");
  REQUIRE(mkdtemp(front->directory));
  snprintf(front->endpoint, sizeof front->endpoint, "ipc://%s/socket", front->directory);
  spawn_front(front);
  send_config(front);
  start_ledger(front);
  send_bank(front);
  REQUIRE(channel_send(front->control, MESSAGE_ROLE_GO, NULL, 0, NULL, 0, &oops) == 0);
  REQUIRE(expect_control(front, MESSAGE_ROLE_READY));
}

/* Closes the control channel, as a dead supervisor would; returns the front's wait status. */
static inline int stop_front(struct test_front *front) {
  int status = -1;
  char path[128];
  close(front->control);
  waitpid(front->pid, &status, 0);
  kill_ledger(front);
  snprintf(path, sizeof path, "%s/socket", front->directory);
  unlink(path);
  rmdir(front->directory);
  return status;
}
