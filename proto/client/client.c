/* Theory of operation: libzmq reconnects by itself, silently, and the daemon knows a connection's
 * subscription only as long as the connection. So a client that wants results renews its
 * subscription every few seconds, which costs nothing on a connection that has it. Requests are
 * numbered; an answer that comes after its call has given up is recognised by its number and
 * dropped. Nothing is handed to libzmq while there is no connection, so that old requests do not
 * pile up. */
#include "proto/client/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "proto/wire/ask.h"
#include "proto/wire/encode.h"

#define UNUSED_NUMBER (CLIENT_ASYNC - 1)
#define RENEW_NS (5 * CLOCK_SECOND)
#define RESEND_FIRST_MS 2000
#define RESEND_MAX_MS 15000
#define BUSY_FIRST_MS 100
#define BUSY_MAX_MS 5000

static int refused(struct err *err, const char *what) {
  return err_set(err, ERR_SYSTEM, "%s: %s", what, zmq_strerror(errno));
}

static int set_options(void *socket, const struct graded_options *options, struct err *err) {
  const int64_t reply_max = WIRE_REPLY_BYTES;
  const struct {
    int option, value;
  } numbers[] = {{ZMQ_LINGER, 0},
                 {ZMQ_IMMEDIATE, 1},
                 {ZMQ_SNDHWM, 1024},
                 {ZMQ_RCVHWM, 1024},
                 {ZMQ_HEARTBEAT_IVL, 2000},
                 {ZMQ_HEARTBEAT_TIMEOUT, 6000},
                 {ZMQ_HANDSHAKE_IVL, 3000},
                 {ZMQ_RECONNECT_IVL, 100},
                 {ZMQ_RECONNECT_IVL_MAX, 5000},
                 {ZMQ_IPV6, strchr(options->endpoint, '[') != NULL}};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (zmq_setsockopt(socket, numbers[i].option, &numbers[i].value, sizeof(int)) < 0)
      return refused(err, "connection's options");
  if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &reply_max, sizeof reply_max) < 0)
    return refused(err, "connection's options");
  if (zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, options->server_key, GRADED_KEY_TEXT) < 0)
    return err_set(err, ERR_INVALID, "server_key: not a CURVE key in Z85");
  if (zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, options->public_key, GRADED_KEY_TEXT) < 0)
    return err_set(err, ERR_INVALID, "public_key: not a CURVE key in Z85");
  if (zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, options->secret_key, GRADED_KEY_TEXT) < 0)
    return err_set(err, ERR_INVALID, "secret_key: not a CURVE key in Z85");
  return 0;
}

static int check_options(const struct graded_options *options, struct err *err) {
  const struct {
    const char *name, *key;
  } keys[] = {{"server_key", options->server_key},
              {"public_key", options->public_key},
              {"secret_key", options->secret_key}};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (!keys[i].key || strlen(keys[i].key) != GRADED_KEY_TEXT - 1)
      return err_set(err, ERR_INVALID, "%s: %zu characters, a CURVE key in Z85 has %d",
                     keys[i].name, keys[i].key ? strlen(keys[i].key) : 0, GRADED_KEY_TEXT - 1);
  if (!options->endpoint ||
      strlen(options->endpoint) >= sizeof((struct graded_client *)0)->endpoint)
    return err_set(err, ERR_INVALID, "endpoint: missing or longer than 255 bytes");
  return 0;
}

int graded_open(const struct graded_options *options, struct graded_client **ret_client,
                struct err *err) {
  size_t size = sizeof(int);
  int rc = check_options(options, err);
  if (rc < 0) return rc;
  struct graded_client *client = calloc(1, sizeof *client);
  if (!client) return err_set(err, ERR_MEMORY, "client: no memory");
  client->last = &client->first;
  snprintf(client->endpoint, sizeof client->endpoint, "%s", options->endpoint);
  client->context = zmq_ctx_new();
  client->socket = client->context ? zmq_socket(client->context, ZMQ_DEALER) : NULL;
  rc = client->socket ? set_options(client->socket, options, err) : refused(err, "client");
  if (rc == 0 && (zmq_connect(client->socket, options->endpoint) < 0 ||
                  zmq_getsockopt(client->socket, ZMQ_FD, &client->fd, &size) < 0))
    rc = refused(err, options->endpoint);
  if (rc < 0)
    graded_close(&client);
  else
    *ret_client = client;
  return rc;
}

static void free_event(struct client_event *event) {
  graded_delivery_clear(&event->event.delivery);
  free(event);
}

void graded_close(struct graded_client **client) {
  if (!*client) return;
  for (struct client_event *event = (*client)->first, *next; event; event = next) {
    next = event->next;
    free_event(event);
  }
  if ((*client)->socket) zmq_close((*client)->socket);
  if ((*client)->context) zmq_ctx_term((*client)->context);
  wire_buffer_clear(&(*client)->buffer);
  wire_buffer_clear(&(*client)->renewal);
  free(*client);
  *client = NULL;
}

int graded_fd(const struct graded_client *client) { return client->fd; }

int graded_read_key(const char *path, char key[GRADED_KEY_TEXT], struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int rc = fd_read_file(AT_FDCWD, path, 256, &data, &length, err);
  if (rc < 0) return rc;
  while (length > 0 && strchr(" \t\r\n", data[length - 1])) length--;
  if (length == GRADED_KEY_TEXT - 1 && !memchr(data, 0, length)) {
    memcpy(key, data, length);
    key[length] = 0;
  } else {
    rc = err_set(err, ERR_INVALID, "%s: %zu characters, a CURVE key in Z85 has %d", path, length,
                 GRADED_KEY_TEXT - 1);
  }
  explicit_bzero(data, length);
  return rc;
}

uint64_t client_number(struct graded_client *client) { return ++client->last_request; }

uint64_t client_deadline(uint64_t timeout_ms) {
  uint64_t now = clock_monotonic();
  return timeout_ms > (UINT64_MAX - now) / CLOCK_MS ? UINT64_MAX : now + timeout_ms * CLOCK_MS;
}

static int timed_out(const struct graded_client *client, struct err *err) {
  if (client->complaint[0])
    return err_set(err, ERR_AGAIN, "no answer from %s in time; it said: %.200s", client->endpoint,
                   client->complaint);
  return err_set(err, ERR_AGAIN,
                 client->answered
                     ? "no answer from %s in time"
                     : "no answer from %s in time: is the daemon running there, and does it know "
                       "this client's key?",
                 client->endpoint);
}

/* Waits for an event of the socket; -ERR_AGAIN at the deadline. */
static int wait_for(struct graded_client *client, short events, uint64_t deadline,
                    struct err *err) {
  zmq_pollitem_t waiting = {.socket = client->socket, .events = events};
  int ready;
  do ready = zmq_poll(&waiting, 1, clock_poll_timeout(deadline));
  while (ready < 0 && errno == EINTR);
  if (ready < 0) return refused(err, client->endpoint);
  return ready > 0 ? 0 : timed_out(client, err);
}

int client_send(struct graded_client *client, const struct wire_buffer *buffer, uint64_t deadline,
                struct err *err) {
  for (;;) {
    if (zmq_send(client->socket, buffer->data, buffer->length, ZMQ_DONTWAIT) >= 0) return 0;
    if (errno != EAGAIN && errno != EINTR) return refused(err, client->endpoint);
    int rc = wait_for(client, ZMQ_POLLOUT, deadline, err);
    if (rc < 0) return rc;
  }
}

/* Takes the reply's content over. */
static int add_event(struct graded_client *client, struct wire_reply *reply, struct err *err) {
  size_t bytes = reply->kind == WIRE_REPLY_RESULT ? reply->result.envelope_length : 0;
  if (bytes > 0 && (client->event_count >= CLIENT_EVENTS_MAX ||
                    client->event_bytes + bytes > CLIENT_EVENT_BYTES_MAX))
    return 0;
  struct client_event *event = calloc(1, sizeof *event);
  if (!event) return err_set(err, ERR_MEMORY, "client: no memory for an event");
  if (reply->kind == WIRE_REPLY_RESULT) {
    event->event.kind = GRADED_EVENT_RESULT;
    memcpy(event->event.delivery.id, reply->result.id, sizeof event->event.delivery.id);
    event->event.delivery.envelope = reply->result.envelope;
    event->event.delivery.envelope_length = bytes;
    reply->result.envelope = NULL;
  } else {
    event->event.kind = GRADED_EVENT_RECEIPT;
    client_receipt(&reply->receipt, &event->event.receipt);
  }
  *client->last = event;
  client->last = &event->next;
  client->event_count++;
  client->event_bytes += bytes;
  return 0;
}

static void take_out(struct graded_client *client, struct client_event **at) {
  struct client_event *event = *at;
  *at = event->next;
  if (client->last == &event->next) client->last = at;
  client->event_count--;
  client->event_bytes -= event->event.delivery.envelope_length;
}

bool client_take_event(struct graded_client *client, struct graded_event *event) {
  struct client_event *first = client->first;
  if (!first) return false;
  take_out(client, &client->first);
  *event = first->event;
  free(first);
  return true;
}

bool client_take_result(struct graded_client *client, const char *id,
                        struct graded_delivery *delivery) {
  for (struct client_event **at = &client->first; *at; at = &(*at)->next) {
    struct client_event *event = *at;
    if (event->event.kind != GRADED_EVENT_RESULT || strcmp(event->event.delivery.id, id) != 0)
      continue;
    take_out(client, at);
    *delivery = event->event.delivery;
    free(event);
    return true;
  }
  return false;
}

/* A renewal that cannot be sent now is tried again in the next round. */
static void renew(struct graded_client *client, uint64_t now) {
  if (!client->subscribed || now < client->renew_at) return;
  client->renew_at = now + RENEW_NS;
  if (wire_ask_subscribe(&client->renewal, client_number(client), NULL) == 0)
    (void)client_send(client, &client->renewal, 0, NULL);
}

/* One message: 1 if it is the wanted answer, 0 if it was something else. */
static int take_message(struct graded_client *client, uint64_t request, zmq_msg_t *message,
                        struct wire_reply *reply, struct err *err) {
  struct err why;
  client->answered = true;
  int rc = wire_reply_decode(zmq_msg_data(message), zmq_msg_size(message), reply, &why);
  /* A newer daemon may say things that are not known here. */
  if (rc == -ERR_UNSUPPORTED) return 0;
  if (rc < 0) return err_set(err, why.code, "%s", why.message);
  if (request != 0 && reply->request == request) return 1;
  if (reply->request == 0 && reply->kind == WIRE_REPLY_RECEIPT)
    snprintf(client->complaint, sizeof client->complaint, "%s", reply->receipt.message);
  bool event = reply->kind == WIRE_REPLY_RESULT ||
               (reply->kind == WIRE_REPLY_RECEIPT && reply->request & CLIENT_ASYNC);
  rc = event ? add_event(client, reply, err) : 0;
  wire_reply_clear(reply);
  return rc;
}

/* Until the answer to `request`, or with request 0 until one more event is queued. */
static int pump(struct graded_client *client, uint64_t request, uint64_t deadline,
                struct wire_reply *reply, struct err *err) {
  const size_t events = client->event_count;
  for (;;) {
    zmq_msg_t message;
    uint64_t now = clock_monotonic();
    renew(client, now);
    zmq_msg_init(&message);
    int rc = zmq_msg_recv(&message, client->socket, ZMQ_DONTWAIT);
    bool received = rc >= 0;
    if (received)
      rc = take_message(client, request, &message, reply, err);
    else if (errno != EAGAIN && errno != EINTR)
      rc = refused(err, client->endpoint);
    else
      rc = now >= deadline ? timed_out(client, err) : 0;
    zmq_msg_close(&message);
    if (rc < 0) return rc;
    if (rc == 1 || (request == 0 && client->event_count > events)) return 0;
    if (received) continue;
    uint64_t renewal = client->subscribed ? client->renew_at : deadline;
    rc = wait_for(client, ZMQ_POLLIN, renewal < deadline ? renewal : deadline, err);
    if (rc < 0 && rc != -ERR_AGAIN) return rc;
  }
}

int client_receive(struct graded_client *client, uint64_t request, uint64_t deadline,
                   struct wire_reply *reply, struct err *err) {
  return pump(client, request, deadline, reply, err);
}

int client_receive_event(struct graded_client *client, uint64_t deadline, struct err *err) {
  struct wire_reply none;
  return pump(client, 0, deadline, &none, err);
}

static bool wants_patience(const struct wire_reply *reply) {
  return reply->kind == WIRE_REPLY_RECEIPT && !reply->receipt.accepted &&
         (reply->receipt.reason == REJECT_OVERLOADED || reply->receipt.reason == REJECT_DRAINING);
}

static uint64_t sooner(uint64_t pause_ms, uint64_t deadline) {
  uint64_t at = client_deadline(pause_ms);
  return at < deadline ? at : deadline;
}

int client_exchange(struct graded_client *client, uint64_t request, uint64_t deadline,
                    struct wire_reply *reply, struct err *err) {
  struct retry resend = retry_begin(RESEND_FIRST_MS, RESEND_MAX_MS, clock_wall());
  struct retry busy = retry_begin(BUSY_FIRST_MS, BUSY_MAX_MS, clock_wall());
  struct wire_reply got, none;
  for (;;) {
    int rc = client_send(client, &client->buffer, deadline, err);
    if (rc == 0)
      rc = client_receive(client, request, sooner(retry_next(&resend, 0), deadline), &got, err);
    if (rc == -ERR_AGAIN && clock_monotonic() < deadline) continue;
    if (rc < 0) return rc;
    uint64_t pause = wants_patience(&got) ? retry_next(&busy, got.receipt.retry_after_ms) : 0;
    if (!wants_patience(&got) || client_deadline(pause) >= deadline) {
      *reply = got;
      return 0;
    }
    /* Nobody else uses this number: receiving until the pause is over only queues events. A late
     * second answer to the same request would be as good as the next one. */
    rc = client_receive(client, UNUSED_NUMBER, client_deadline(pause), &none, err);
    if (rc < 0 && rc != -ERR_AGAIN) return rc;
  }
}
