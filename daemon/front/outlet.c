/* Theory of operation: the ledger's records go to the sessions that they name. A client that does
 * not read, or has gone, never holds the front up: what cannot be sent is dropped, since the client
 * asks again and the ledger pushes a result until it is acked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/front/front.h"
#include "proto/wire/validate.h"

#define RECORDS_PER_TURN 256
#define RETRY_AWAY_MS 500
#define IDLE_NS (60 * CLOCK_SECOND)
#define RECLAIM_NS CLOCK_SECOND

void outlet_drop(struct front *front, struct session *session) {
  const struct front_route route = {session->number, 0};
  uint8_t record[32];
  struct pending forgotten;
  struct err err;
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(&route, &writer);
  int rc = link_note(&front->link, MESSAGE_FORGET, writer.data, writer.length, &err);
  if (rc < 0 && rc != -ERR_CLOSED) log_warning("-", "ignoring: %s", err.message);
  while (pending_pop(&front->pending, session, &forgotten)) continue;
  session_remove(&front->sessions, session);
}

int outlet_send(struct front *front, struct session *session, struct err *err) {
  struct err why;
  int rc = listener_send(&front->listener, &session->address, front->buffer.data,
                         front->buffer.length, &why);
  if (rc == -ERR_CLOSED) {
    outlet_drop(front, session);
    return 0;
  }
  if (rc == -ERR_AGAIN) {
    log_debug(session->client->tenant, "an answer is dropped: %s", why.message);
    return 0;
  }
  return rc < 0 ? err_set(err, why.code, "%s", why.message) : 0;
}

static int send_receipt(struct front *front, const struct front_route *route, bool acked,
                        struct bytes_reader *reader, struct err *err) {
  struct submit_reply reply;
  int rc = submit_reply_get(&reply, reader, err);
  if (rc == 0) rc = bytes_reader_finish(reader, "reply", err);
  if (rc < 0) return rc;
  struct session *session = session_by_number(&front->sessions, route->session);
  if (!session || !pending_settle(&front->pending, session, route->request, reply.id)) return 0;
  rc = acked ? wire_encode_acked(&front->buffer, route->request, reply.id, err)
             : wire_encode_receipt(&front->buffer, route->request, &reply, err);
  return rc < 0 ? rc : outlet_send(front, session, err);
}

static int send_answer(struct front *front, const struct front_route *route,
                       struct bytes_reader *reader, struct err *err) {
  struct answer_record answer;
  int rc = answer_record_get(&answer, reader, &front->message, err);
  if (rc < 0) return rc;
  rc = bytes_reader_finish(reader, "answer", err);
  struct session *session = session_by_number(&front->sessions, route->session);
  if (rc == 0 && session && pending_settle(&front->pending, session, route->request, answer.id)) {
    rc = wire_encode_answer(&front->buffer, route->request, &answer, GRADED_VERSION, err);
    if (rc == 0) rc = outlet_send(front, session, err);
  }
  answer_record_clear(&answer);
  return rc;
}

static int send_result(struct front *front, const struct front_route *route,
                       struct bytes_reader *reader, struct err *err) {
  struct result_push push;
  int rc = result_push_get(&push, reader, &front->message, err);
  if (rc < 0) return rc;
  rc = bytes_reader_finish(reader, "result", err);
  struct session *session = session_by_number(&front->sessions, route->session);
  if (rc == 0 && session && session->subscribed) {
    rc = wire_encode_result(&front->buffer, &push, err);
    if (rc == 0) rc = outlet_send(front, session, err);
  }
  free(push.envelope);
  return rc;
}

static int pass_on(struct front *front, struct err *err) {
  struct bytes_reader reader = bytes_reader(front->message.payload, front->message.length);
  struct front_route route;
  front_route_get(&route, &reader);
  switch (front->message.type) {
    case MESSAGE_ACCEPTED:
    case MESSAGE_REJECTED:
      return send_receipt(front, &route, false, &reader, err);
    case MESSAGE_ACKED:
      return send_receipt(front, &route, true, &reader, err);
    case MESSAGE_ANSWER:
      return send_answer(front, &route, &reader, err);
    case MESSAGE_RESULT:
      return send_result(front, &route, &reader, err);
    default:
      return err_set(err, ERR_PROTOCOL, "record of type %u", front->message.type);
  }
}

int outlet_serve(struct front *front, struct err *err) {
  for (int i = 0; i < RECORDS_PER_TURN; i++) {
    int rc = channel_receive(front->link.fd, &front->message, err);
    if (rc == -ERR_AGAIN) return 0;
    if (rc < 0) return rc;
    rc = pass_on(front, err);
    channel_message_clear(&front->message);
    if (rc < 0) return rc;
  }
  return 0;
}

static void refuse_all(struct front *front, struct session *session) {
  struct pending request;
  struct err err;
  uint64_t number = session->number;
  while (pending_pop(&front->pending, session, &request)) {
    struct submit_reply refusal = {0};
    memcpy(refusal.id, request.id, sizeof refusal.id);
    validate_refuse(&refusal, REJECT_OVERLOADED, "", "the queue is being restarted");
    refusal.retry_after_ms = RETRY_AWAY_MS;
    if (wire_encode_receipt(&front->buffer, request.request, &refusal, &err) < 0 ||
        outlet_send(front, session, &err) < 0)
      log_warning("-", "ignoring: %s", err.message);
    if (session->number != number) return;
  }
}

void outlet_ledger_lost(struct front *front) {
  link_close(&front->link);
  for (uint32_t i = 0; i < SESSIONS_MAX; i++)
    if (front->sessions.sessions[i].number != 0) refuse_all(front, &front->sessions.sessions[i]);
}

/* libzmq tells of a dead peer only when one sends to it. */
static void probe_idle(struct front *front, uint64_t idle_ns) {
  uint64_t now = clock_monotonic();
  struct err err;
  for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
    struct session *session = &front->sessions.sessions[i];
    if (session->number == 0 || now - session->heard_at < idle_ns ||
        now - session->probed_at < idle_ns)
      continue;
    session->probed_at = now;
    if (wire_encode_pong(&front->buffer, 0, NULL, 0, &err) < 0 ||
        outlet_send(front, session, &err) < 0)
      log_warning("-", "ignoring: %s", err.message);
  }
}

void outlet_sweep(struct front *front) { probe_idle(front, IDLE_NS); }

void outlet_reclaim(struct front *front) {
  uint64_t now = clock_monotonic();
  if (now - front->reclaimed_at < RECLAIM_NS) return;
  front->reclaimed_at = now;
  probe_idle(front, 0);
}
