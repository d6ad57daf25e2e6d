/* Theory of operation: the front is the only process that meets foreign bytes from the network, and
 * it holds nothing but the transport key. Start: keys, tenants and the listening descriptor first,
 * while files can still be opened; then, on GO, it confines itself, and only after that libzmq
 * starts its threads, which so inherit the walls. The gate is bound before the listener, the
 * self-test is passed before READY. Then one loop serves, in this order and each a bounded number
 * of messages a turn: the supervisor, the ledger's answers, handshakes, clients. */
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "daemon/base/clock.h"
#include "daemon/base/confine.h"
#include "daemon/base/digest.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/front/front.h"
#include "daemon/front/resource.h"

#define SWEEP_NS (10 * CLOCK_SECOND)
#define MEMORY_MAX (2ull * 1024 * 1024 * 1024)

enum { RESOURCE_SECRET_KEY, RESOURCE_CLIENTS, RESOURCE_COUNT };

/* What is needed only until the sockets are open. */
struct startup {
  char secret_key[RESOURCE_KEY_TEXT];
  struct client_table clients;
  int listening_fd;
};

/* libzmq reads a whole message before it can be refused, and has no bound for its frames together:
 * a client that never ends its message shall end this process, not the machine. One arena, because
 * malloc(3) reads files before it makes or shrinks another. */
static int bound_memory(struct err *err) {
#ifdef __SANITIZE_ADDRESS__
  (void)err; /* its shadow alone is larger than any limit, and its heap is its own */
#else
  const struct rlimit limit = {MEMORY_MAX, MEMORY_MAX};
  if (mallopt(M_ARENA_MAX, 1) != 1) return err_set(err, ERR_SYSTEM, "mallopt M_ARENA_MAX");
  if (setrlimit(RLIMIT_DATA, &limit) < 0) return err_system(err, "setrlimit RLIMIT_DATA");
#endif
  return 0;
}

/* What would open files later: libzmq's context reads /etc/protocols (for PGM, which nobody uses),
 * libcrypto its configuration at the first digest. */
static int warm_libraries(struct front *front, struct err *err) {
  uint8_t digest[DIGEST_SIZE];
  front->context = zmq_ctx_new();
  if (!front->context) return err_set(err, ERR_SYSTEM, "libzmq: %s", zmq_strerror(errno));
  return digest_sha256("", 0, digest, err);
}

static int prepare(struct front *front, struct startup *startup, struct err *err) {
  struct role *role = &front->role;
  if (role->resource_count != RESOURCE_COUNT)
    return err_set(err, ERR_PROTOCOL, "%zu resources, expected %d", role->resource_count,
                   RESOURCE_COUNT);
  int rc = bound_memory(err);
  if (rc == 0) rc = warm_libraries(front, err);
  if (rc == 0)
    rc = resource_read_key(role->resources[RESOURCE_SECRET_KEY], startup->secret_key, err);
  if (rc == 0)
    rc = resource_read_clients(role->resources[RESOURCE_CLIENTS], &startup->clients, err);
  for (size_t i = 0; i < role->resource_count; i++) fd_close(&role->resources[i]);
  if (rc == 0) rc = listener_prepare(role->config.endpoint, &startup->listening_fd, err);
  if (rc == 0) rc = session_table_open(&front->sessions, err);
  if (rc == 0) rc = pending_open(&front->pending, err);
  if (rc == 0) rc = wire_decoder_new(&front->decoder, err);
  return rc;
}

static int open_sockets(struct front *front, struct startup *startup, struct err *err) {
  int rc = confine(CONFINE_FRONT, err);
  if (rc < 0) return rc;
  rc = gate_open(&front->gate, front->context, &startup->clients, err);
  if (rc == 0)
    rc = listener_open(&front->listener, front->context, front->role.config.endpoint,
                       startup->listening_fd, startup->secret_key, err);
  if (rc == 0)
    rc = listener_self_test(&front->listener, front->context, &front->gate, startup->secret_key,
                            err);
  explicit_bzero(startup->secret_key, sizeof startup->secret_key);
  client_table_clear(&startup->clients);
  return rc;
}

static int replace_bank(struct front *front, int fd, struct err *err) {
  struct bank_index index;
  int rc = resource_read_bank(fd, &index, err);
  if (rc < 0) return rc;
  bank_index_clear(&front->bank);
  front->bank = index;
  front->has_bank = true;
  log_info("-", "bank: %u questions", index.count);
  return 0;
}

/* A ledger has (again) started: it knows none of our sessions. */
static int meet_ledger(struct front *front, int fd, struct err *err) {
  outlet_ledger_lost(front);
  int rc = link_open(&front->link, fd, err);
  for (uint32_t i = 0; rc == 0 && i < SESSIONS_MAX; i++) {
    struct session *session = &front->sessions.sessions[i];
    if (session->number != 0 && session->subscribed) rc = intake_subscribe(front, session, err);
  }
  return rc;
}

static int on_event(struct front *front, struct role_event *event, struct err *err) {
  int rc = 0;
  switch (event->kind) {
    case ROLE_EVENT_PEER:
      if (event->peer.kind != ROLE_LEDGER) {
        rc = err_set(err, ERR_PROTOCOL, "a channel to the %s", role_name(event->peer.kind));
        break;
      }
      return meet_ledger(front, fd_steal(&event->fd), err);
    case ROLE_EVENT_BANK_INDEX:
      rc = replace_bank(front, event->fd, err);
      break;
    case ROLE_EVENT_DRAIN:
      front->draining = true;
      break;
    case ROLE_EVENT_END:
      front->ended = true;
      break;
    case ROLE_EVENT_GO:
      break;
  }
  fd_close(&event->fd);
  return rc;
}

static int wait_for_go(struct front *front, struct err *err) {
  for (;;) {
    struct role_event event;
    int rc = role_next(&front->role, &event, err);
    if (rc < 0) return rc;
    if (event.kind == ROLE_EVENT_GO) return 0;
    rc = on_event(front, &event, err);
    if (rc < 0 || front->ended) return rc;
  }
}

static int serve_control(struct front *front, struct err *err) {
  struct role_event event;
  int rc = role_next(&front->role, &event, err);
  return rc < 0 ? rc : on_event(front, &event, err);
}

static void serve_ledger(struct front *front, short events) {
  struct err err;
  int rc = 0;
  if (events & ZMQ_POLLOUT) rc = link_flush(&front->link, &err);
  if (rc == 0 && events & (ZMQ_POLLIN | ZMQ_POLLERR)) rc = outlet_serve(front, &err);
  if (rc == 0) return;
  log_warning("-", "ledger: %s; its requests are answered OVERLOADED", err.message);
  outlet_ledger_lost(front);
}

static int turn(struct front *front, struct err *err) {
  short ledger_events = ZMQ_POLLIN;
  if (link_is_waiting(&front->link)) ledger_events |= ZMQ_POLLOUT;
  zmq_pollitem_t waiting[] = {{.fd = front->role.control, .events = ZMQ_POLLIN},
                              {.socket = front->gate.socket, .events = ZMQ_POLLIN},
                              {.socket = front->listener.socket, .events = ZMQ_POLLIN},
                              {.fd = front->link.fd, .events = ledger_events}};
  const int count = front->link.fd >= 0 ? 4 : 3;
  int rc = 0;
  if (zmq_poll(waiting, count, (long)(SWEEP_NS / CLOCK_MS)) < 0) {
    if (errno == EINTR) return 0;
    return err_set(err, ERR_SYSTEM, "zmq_poll: %s", zmq_strerror(errno));
  }
  /* The ledger before the supervisor: what a dying one has still said counts. */
  if (count == 4 && waiting[3].revents) serve_ledger(front, waiting[3].revents);
  if (waiting[0].revents) rc = serve_control(front, err);
  if (rc == 0 && waiting[1].revents) rc = gate_serve(&front->gate, err);
  if (rc == 0 && waiting[2].revents) rc = intake_serve(front, err);
  return rc;
}

static int serve(struct front *front, struct err *err) {
  uint64_t sweep_at = clock_monotonic() + SWEEP_NS;
  while (!front->ended) {
    int rc = turn(front, err);
    if (rc < 0) return rc;
    if (front->draining && !front->drained && front->pending.count == 0) {
      front->drained = true;
      rc = role_say(&front->role, MESSAGE_ROLE_DRAINED, err);
      if (rc < 0) return rc;
    }
    if (clock_monotonic() < sweep_at) continue;
    sweep_at = clock_monotonic() + SWEEP_NS;
    outlet_sweep(front);
  }
  return 0;
}

static void close_all(struct front *front) {
  listener_close(&front->listener);
  gate_close(&front->gate);
  if (front->context) zmq_ctx_term(front->context);
  link_close(&front->link);
  bank_index_clear(&front->bank);
  session_table_close(&front->sessions);
  pending_close(&front->pending);
  wire_decoder_free(&front->decoder);
  wire_buffer_clear(&front->buffer);
}

static int run(struct front *front, struct err *err) {
  struct startup startup = {.listening_fd = -1};
  int rc = role_begin(ROLE_FRONT, &front->role, err);
  if (rc == 0) rc = prepare(front, &startup, err);
  if (rc == 0) rc = wait_for_go(front, err);
  if (rc < 0 || front->ended) return rc;
  rc = open_sockets(front, &startup, err);
  if (rc == 0) rc = role_say(&front->role, MESSAGE_ROLE_READY, err);
  if (rc < 0) return rc;
  log_info("-", "serving %u client keys on %s", front->gate.count, front->listener.endpoint);
  return serve(front, err);
}

int main(void) {
  static struct front front; /* holds a whole channel message */
  struct err err;
  link_init(&front.link);
  int rc = run(&front, &err);
  if (rc < 0) log_error("-", "%s", err.message);
  close_all(&front);
  return rc < 0 ? 1 : 0;
}
