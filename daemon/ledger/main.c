/* graded-ledger: the queue and the results of one node, and the only writer of its journal.
 *
 * Speaks with the front (what came in, what goes out), the judges (who grades what) and the signer
 * (whose it is, and the finished statement). Each of them may die and be replaced at any moment;
 * see the table in lease.h. One thread: poll, plan, receive, commit, answer. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/confine.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/ledger/accept.h"
#include "daemon/ledger/commit.h"
#include "daemon/ledger/lease.h"
#include "daemon/ledger/outbox.h"
#include "daemon/ledger/query.h"
#include "daemon/ledger/recover.h"
#include "daemon/ledger/seal.h"

#define SMALL_BATCH 64 /* records that a judge or the signer gets in a turn */

/* ---- records */

static int read_front(struct ledger *ledger, uint32_t unused, struct err *err) {
  struct channel_message *message = &ledger->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct front_route route;
  (void)unused;
  front_route_get(&route, &reader);
  if (reader.failed) return err_set(err, ERR_PROTOCOL, "a record of the front names no session");
  if (message->type != MESSAGE_SUBMIT) {
    int rc = channel_message_expect_fds(message, 0, err);
    if (rc < 0) return rc;
  }
  switch (message->type) {
    case MESSAGE_SUBMIT:
      return accept_read(ledger, &route, &reader, err);
    case MESSAGE_ACK:
      return outbox_read_ack(ledger, &route, &reader, err);
    case MESSAGE_QUERY:
      return query_read(ledger, &route, &reader, err);
    case MESSAGE_SUBSCRIBE:
      return outbox_subscribe(ledger, &route, &reader, err);
    case MESSAGE_FORGET:
      outbox_forget(ledger, route.session);
      return bytes_reader_finish(&reader, "forget", err);
    default:
      return err_set(err, ERR_PROTOCOL, "type %u is not the front's to send", message->type);
  }
}

static int read_signer(struct ledger *ledger, uint32_t unused, struct err *err) {
  (void)unused;
  return seal_read(ledger, err);
}

/* Receives until the channel is empty or the batch full. A neighbour that breaks the protocol is
 * marked broken and dropped at the end of the turn. */
static void drain(struct ledger *ledger, struct peer *peer, uint32_t index, uint32_t records,
                  const char *who, int (*read)(struct ledger *, uint32_t, struct err *)) {
  struct err err;
  size_t bytes = 0;
  int rc = 0;
  for (uint32_t i = 0; i < records && bytes < LEDGER_BATCH_BYTES && peer_is_connected(peer); i++) {
    rc = channel_receive(peer->fd, &ledger->message, &err);
    if (rc < 0) break;
    bytes += ledger->message.length + (ledger->message.fd_count > 0 ? LIMIT_SOURCE_BYTES : 0);
    rc = read(ledger, index, &err);
    channel_message_clear(&ledger->message);
    if (rc < 0) break;
  }
  if (rc == 0 || rc == -ERR_AGAIN) return;
  if (rc == -ERR_CLOSED)
    log_info("-", "the %s has gone", who);
  else
    log_error("-", "closing the channel of the %s: %s", who, err.message);
  peer->broken = true;
}

/* ---- neighbours */

static void drop_broken(struct ledger *ledger) {
  if (ledger->front.broken) {
    peer_close(&ledger->front);
    tenant_remove_sessions(&ledger->tenants);
  }
  if (ledger->signer.broken) peer_close(&ledger->signer);
  for (uint32_t i = 0; i < ledger->judge_count; i++) {
    if (!ledger->judges[i].peer.broken) continue;
    peer_close(&ledger->judges[i].peer);
    lease_judge_lost(ledger, i);
  }
}

static int take_peer(struct ledger *ledger, struct role_event *event, struct err *err) {
  uint32_t index = event->peer.index;
  int rc;
  switch (event->peer.kind) {
    case ROLE_FRONT:
      tenant_remove_sessions(&ledger->tenants);
      return peer_open(&ledger->front, event->fd, err);
    case ROLE_SIGNER:
      rc = peer_open(&ledger->signer, event->fd, err);
      if (rc == 0) lease_signer_arrived(ledger);
      return rc;
    case ROLE_JUDGE:
      if (index >= LEDGER_JUDGES_MAX) break;
      while (ledger->judge_count <= index) peer_init(&ledger->judges[ledger->judge_count++].peer);
      lease_judge_lost(ledger, index);
      return peer_open(&ledger->judges[index].peer, event->fd, err);
    default:
      break;
  }
  fd_close(&event->fd);
  return err_set(err, ERR_PROTOCOL, "no such neighbour: %s %u", role_name(event->peer.kind), index);
}

/* *ret_end: the supervisor has gone. */
static int serve_control(struct ledger *ledger, bool *ret_go, bool *ret_end, struct err *err) {
  struct role_event event;
  int rc = role_next(&ledger->role, &event, err);
  if (rc < 0) return rc;
  switch (event.kind) {
    case ROLE_EVENT_PEER:
      return take_peer(ledger, &event, err);
    case ROLE_EVENT_GO:
      *ret_go = true;
      rc = confine(CONFINE_LEDGER, err);
      return rc < 0 ? rc : role_say(&ledger->role, MESSAGE_ROLE_READY, err);
    case ROLE_EVENT_DRAIN:
      ledger->draining = ledger->drain_asked = true;
      return 0;
    case ROLE_EVENT_END:
      *ret_end = true;
      return 0;
    case ROLE_EVENT_BANK_INDEX:
      fd_close(&event.fd);
  }
  return err_set(err, ERR_PROTOCOL, "control event %d is not for the ledger", (int)event.kind);
}

static int finish_drain(struct ledger *ledger, struct err *err) {
  struct err ignored;
  if (!ledger->drain_asked || lease_is_out(ledger) || ledger->unsealed_count > 0) return 0;
  if (store_checkpoint(&ledger->store, &ignored) < 0)
    log_warning("-", "ignoring: %s", ignored.message);
  ledger->drain_asked = false;
  return role_say(&ledger->role, MESSAGE_ROLE_DRAINED, err);
}

/* ---- turns */

static struct pollfd watch(const struct peer *peer, bool read) {
  return (struct pollfd){.fd = peer->fd,
                         .events = (short)((read ? POLLIN : 0) | (peer->first ? POLLOUT : 0))};
}

static void receive(struct ledger *ledger, const struct pollfd *ready) {
  const short readable = POLLIN | POLLHUP | POLLERR;
  if (ready[1].revents & POLLOUT) peer_flush(&ledger->front);
  if (ready[2].revents & POLLOUT) peer_flush(&ledger->signer);
  if (ready[2].revents & readable)
    drain(ledger, &ledger->signer, 0, SMALL_BATCH, "signer", read_signer);
  for (uint32_t i = 0; i < ledger->judge_count; i++) {
    struct peer *peer = &ledger->judges[i].peer;
    if (ready[3 + i].revents & POLLOUT) peer_flush(peer);
    if (ready[3 + i].revents & readable)
      drain(ledger, peer, i, SMALL_BATCH, "judge", lease_read_judge);
  }
  /* A front that does not take its answers is not asked for more. */
  if (ready[1].revents & readable && ledger->front.queued_bytes <= PEER_QUEUE_HIGH)
    drain(ledger, &ledger->front, 0, LEDGER_BATCH, "front", read_front);
}

static int turn(struct ledger *ledger, bool *go, bool *end, struct err *err) {
  static struct pollfd ready[3 + LEDGER_JUDGES_MAX];
  ready[0] = (struct pollfd){.fd = ledger->role.control, .events = POLLIN};
  ready[1] = watch(&ledger->front, ledger->front.queued_bytes <= PEER_QUEUE_HIGH);
  ready[2] = watch(&ledger->signer, true);
  for (uint32_t i = 0; i < ledger->judge_count; i++)
    ready[3 + i] = watch(&ledger->judges[i].peer, true);
  uint64_t deadline = *go ? commit_deadline(ledger) : UINT64_MAX;
  int timeout = deadline == UINT64_MAX ? -1 : clock_poll_timeout(deadline);
  if (poll(ready, *go ? 3 + ledger->judge_count : 1, timeout) < 0) return 0;
  if (*go) {
    commit_plan(ledger);
    receive(ledger, ready);
    int rc = ledger->step_count > 0 ? commit_turn(ledger, err) : 0;
    if (rc < 0) return rc;
    drop_broken(ledger);
    rc = finish_drain(ledger, err);
    if (rc < 0) return rc;
  }
  if (!ready[0].revents) return 0;
  int rc = serve_control(ledger, go, end, err);
  /* Nothing else may ever happen that would end an idle ledger's wait. */
  return rc == 0 && *go ? finish_drain(ledger, err) : rc;
}

int main(void) {
  static struct ledger ledger;
  struct err err;
  bool go = false, end = false;
  peer_init(&ledger.front);
  peer_init(&ledger.signer);
  int rc = role_begin(ROLE_LEDGER, &ledger.role, &err);
  if (rc == 0 && ledger.role.resource_count != 1)
    rc = err_set(&err, ERR_PROTOCOL, "the state directory is missing");
  if (rc == 0) rc = store_open(ledger.role.resources[0], &ledger.store, &err);
  if (rc == 0) rc = recover(&ledger, &err);
  while (rc == 0 && !end) rc = turn(&ledger, &go, &end, &err);
  if (rc < 0) log_error("-", "%s", err.message);
  if (ledger.store.database) store_close(&ledger.store);
  return rc < 0;
}
