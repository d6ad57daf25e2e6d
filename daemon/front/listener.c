#include "daemon/front/listener.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "daemon/base/log.h"
#include "proto/record/limits.h"

#define RECEIVE_QUEUE 64 /* messages read ahead for each connection */
#define SEND_QUEUE 1024  /* that wait for each connection; libzmq may call it full at half */
#define HANDSHAKE_MS 3000
#define HEARTBEAT_MS 2000
#define HEARTBEAT_TIMEOUT_MS 6000
#define LINGER_MS 1000
#define BACKLOG 256

static int refused(struct err *err, const char *what) {
  return err_set(err, ERR_SYSTEM, "%s: %s", what, zmq_strerror(errno));
}

static int set_options(void *socket, int fd, struct err *err) {
  const int64_t frame_max = LIMIT_FRAME_BYTES;
  const struct {
    int option, value;
  } options[] = {{ZMQ_RCVHWM, RECEIVE_QUEUE},
                 {ZMQ_SNDHWM, SEND_QUEUE},
                 {ZMQ_LINGER, LINGER_MS},
                 {ZMQ_BACKLOG, BACKLOG},
                 {ZMQ_ROUTER_MANDATORY, 1},
                 {ZMQ_ROUTER_HANDOVER, 0},
                 {ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS},
                 {ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS},
                 {ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS},
                 {ZMQ_HEARTBEAT_TTL, HEARTBEAT_TIMEOUT_MS},
                 {ZMQ_TCP_KEEPALIVE, 1},
                 {ZMQ_IPV6, 1},
                 {ZMQ_CURVE_SERVER, 1},
                 {ZMQ_USE_FD, fd}};
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
    if (zmq_setsockopt(socket, options[i].option, &options[i].value, sizeof(int)) < 0)
      return refused(err, "listener's options");
  if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_max, sizeof frame_max) < 0 ||
      zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, GATE_DOMAIN, strlen(GATE_DOMAIN)) < 0)
    return refused(err, "listener's options");
  return 0;
}

/* libzmq counts its routing ids up from a number that it takes from rand(3), which it seeds with
 * the time. Whoever could guess a dead peer's id could wait under it for what is meant for that
 * peer. */
static int seed_routing_ids(struct err *err) {
  unsigned seed;
  if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) return err_system(err, "getrandom");
  srand(seed);
  return 0;
}

int listener_open(struct listener *listener, void *context, const char *endpoint, int fd,
                  const char *secret_key, struct err *err) {
  *listener = (struct listener){0};
  int rc = seed_routing_ids(err);
  if (rc < 0) return rc;
  listener->socket = zmq_socket(context, ZMQ_ROUTER);
  if (!listener->socket) return refused(err, "listener");
  rc = set_options(listener->socket, fd, err);
  if (rc == 0 && zmq_setsockopt(listener->socket, ZMQ_CURVE_SECRETKEY, secret_key, 41) < 0)
    rc = refused(err, "server key");
  if (rc == 0 && zmq_bind(listener->socket, endpoint) < 0) rc = refused(err, endpoint);
  size_t length = sizeof listener->endpoint;
  if (rc == 0 &&
      zmq_getsockopt(listener->socket, ZMQ_LAST_ENDPOINT, listener->endpoint, &length) < 0)
    rc = refused(err, endpoint);
  if (rc < 0) listener_close(listener);
  return rc;
}

void listener_close(struct listener *listener) {
  if (listener->socket) zmq_close(listener->socket);
  listener->socket = NULL;
}

static bool has_more(void *socket) {
  int more = 0;
  size_t size = sizeof more;
  zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
  return more != 0;
}

/* The routing id, which libzmq puts first. Its own are a zero byte and a number. */
static bool take_address(zmq_msg_t *frame, struct session_address *address) {
  const uint8_t *id = zmq_msg_data(frame);
  if (zmq_msg_size(frame) != sizeof address->routing_id || id[0] != 0) return false;
  memcpy(address->routing_id, id, sizeof address->routing_id);
  return true;
}

/* Reads the frames after the routing id; keeps the last one. */
static int take_frames(void *socket, struct inbound *inbound, size_t *first_length,
                       struct err *err) {
  inbound->frames = 0;
  do {
    if (zmq_msg_recv(&inbound->payload, socket, ZMQ_DONTWAIT) < 0)
      return refused(err, "receiving a message");
    if (inbound->frames++ == 0) *first_length = zmq_msg_size(&inbound->payload);
  } while (has_more(socket));
  return 0;
}

/* A routing id of the peer's own choice could be a dead peer's. */
static bool has_chosen_id(zmq_msg_t *message) {
  const char *chosen = zmq_msg_gets(message, "Identity");
  return chosen && chosen[0];
}

static int receive_one(struct listener *listener, struct gate *gate, struct inbound *inbound,
                       struct err *err) {
  size_t first_length = 0;
  int got;
  do got = zmq_msg_recv(&inbound->sender, listener->socket, ZMQ_DONTWAIT);
  while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) return err_set(err, ERR_AGAIN, "no message");
  if (got < 0) return refused(err, "receiving a message");
  if (!has_more(listener->socket)) return err_set(err, ERR_INTERNAL, "a message without frames");
  int rc = take_frames(listener->socket, inbound, &first_length, err);
  if (rc < 0) return rc;
  inbound->client = gate_identify(gate, &inbound->payload);
  inbound->address.delimited = inbound->frames >= 2 && first_length == 0;
  inbound->fault = INBOUND_OK;
  if (inbound->frames > LIMIT_FRAMES_PER_MESSAGE)
    inbound->fault = INBOUND_FRAMES;
  else if (inbound->frames == 2 && first_length != 0)
    inbound->fault = INBOUND_DELIMITER;
  if (!take_address(&inbound->sender, &inbound->address) || has_chosen_id(&inbound->payload))
    inbound->fault = INBOUND_NAMED;
  return 0;
}

int listener_receive(struct listener *listener, struct gate *gate, struct inbound *inbound,
                     struct err *err) {
  for (int dropped = 0; dropped < RECEIVE_QUEUE; dropped++) {
    zmq_msg_init(&inbound->sender);
    zmq_msg_init(&inbound->payload);
    int rc = receive_one(listener, gate, inbound, err);
    if (rc == 0 && inbound->client) return 0;
    listener_release(inbound);
    if (rc < 0) return rc;
    log_warning("-", "message without a proven key dropped");
  }
  return err_set(err, ERR_AGAIN, "only messages that nobody vouches for");
}

void listener_release(struct inbound *inbound) {
  zmq_msg_close(&inbound->sender);
  zmq_msg_close(&inbound->payload);
}

static int send_to(struct listener *listener, const void *id, size_t id_length, bool delimited,
                   const void *data, size_t length, struct err *err) {
  const int more = ZMQ_SNDMORE | ZMQ_DONTWAIT;
  if (zmq_send(listener->socket, id, id_length, more) < 0) {
    if (errno == EHOSTUNREACH) return err_set(err, ERR_CLOSED, "the client has gone");
    if (errno == EAGAIN) return err_set(err, ERR_AGAIN, "the client does not read");
    return refused(err, "sending to a client");
  }
  if ((delimited && zmq_send(listener->socket, "", 0, more) < 0) ||
      zmq_send(listener->socket, data, length, ZMQ_DONTWAIT) < 0)
    return refused(err, "sending to a client");
  return 0;
}

int listener_send(struct listener *listener, const struct session_address *address,
                  const void *data, size_t length, struct err *err) {
  return send_to(listener, address->routing_id, sizeof address->routing_id, address->delimited,
                 data, length, err);
}

int listener_answer(struct listener *listener, struct inbound *inbound, const void *data,
                    size_t length, struct err *err) {
  return send_to(listener, zmq_msg_data(&inbound->sender), zmq_msg_size(&inbound->sender),
                 inbound->address.delimited, data, length, err);
}
