/* Theory of operation: a client's message is decoded, checked against the bank and the key's roles,
 * and becomes one record to the ledger; whatever cannot become one is answered at once. The tenant
 * is the gate's word, never the message's. Nothing here waits: when the ledger is away or behind,
 * the client is told to come again. */
#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/front/front.h"
#include "proto/wire/validate.h"

#define MESSAGES_PER_TURN 64
#define RETRY_BUSY_MS 200
#define RETRY_AWAY_MS 500
#define RETRY_DRAINING_MS 5000

static int reply(struct front *front, struct session *session, const struct submit_reply *refusal,
                 struct err *err) {
  int rc = wire_encode_receipt(&front->buffer, front->request.request, refusal, err);
  return rc < 0 ? rc : outlet_send(front, session, err);
}

static int reply_later(struct front *front, struct session *session, enum reject_reason reason,
                       const char *id, const char *why, uint64_t retry_after_ms, struct err *err) {
  struct submit_reply refusal = {0};
  snprintf(refusal.id, sizeof refusal.id, "%s", id);
  validate_refuse(&refusal, reason, "", "%s", why);
  refusal.retry_after_ms = retry_after_ms;
  return reply(front, session, &refusal, err);
}

/* Sends the record that front->message holds; the client's request stays pending until the ledger
 * answers, or is refused now. */
static int forward(struct front *front, struct session *session, uint32_t type,
                   const struct bytes_writer *writer, int blob_fd, size_t blob_length,
                   const char *id, struct err *err) {
  struct err why;
  int rc = bytes_writer_finish(writer, "record", err);
  if (rc < 0) return rc;
  rc = pending_add(&front->pending, session, front->request.request, id, &why);
  if (rc < 0)
    return reply_later(front, session, REJECT_OVERLOADED, id, why.message, RETRY_BUSY_MS, err);
  rc = link_request(&front->link, type, writer->data, writer->length, blob_fd, blob_length, &why);
  if (rc == 0) return 0;
  pending_settle(&front->pending, session, front->request.request, id);
  if (rc != -ERR_AGAIN && rc != -ERR_CLOSED) log_error("-", "ledger's channel: %s", why.message);
  return reply_later(front, session, REJECT_OVERLOADED, id, why.message,
                     rc == -ERR_AGAIN ? RETRY_BUSY_MS : RETRY_AWAY_MS, err);
}

static struct bytes_writer begin_record(struct front *front, const struct session *session) {
  const struct front_route route = {session->number, front->request.request};
  struct bytes_writer writer = bytes_writer(front->message.payload, CHANNEL_PAYLOAD_MAX);
  front_route_put(&route, &writer);
  return writer;
}

int intake_subscribe(struct front *front, struct session *session, struct err *err) {
  const struct front_route route = {session->number, 0};
  uint8_t record[256];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  front_route_put(&route, &writer);
  bytes_put_string(&writer, session->client->tenant);
  session->subscribed = true;
  int rc = bytes_writer_finish(&writer, "subscription", err);
  if (rc == 0) rc = link_note(&front->link, MESSAGE_SUBSCRIBE, writer.data, writer.length, err);
  /* A ledger that is away is given all subscriptions when it is back. */
  return rc == -ERR_CLOSED ? 0 : rc;
}

static bool speaks(const struct bank_index_row *row, const char *language) {
  for (uint32_t i = 0; i < row->language_count; i++)
    if (strcmp(row->languages[i], language) == 0) return true;
  return false;
}

static void list_languages(const struct bank_index_row *row, char text[static 160]) {
  size_t length = 0;
  text[0] = 0;
  for (uint32_t i = 0; i < row->language_count; i++)
    length +=
        (size_t)snprintf(text + length, 160 - length, "%s%s", i > 0 ? ", " : "", row->languages[i]);
}

/* Fills the refusal if the bank has nothing to grade this with; else pins the question's digest. */
static int check_bank(const struct front *front, struct submission *submission,
                      struct submit_reply *refusal) {
  const struct bank_index_row *row = bank_index_find(&front->bank, submission->question);
  char languages[160];
  if (!row)
    return validate_refuse(refusal, REJECT_UNKNOWN_QUESTION, "submit.question",
                           "'%s' is not in the bank, which has %u questions", submission->question,
                           front->bank.count);
  if (!row->available)
    return validate_refuse(refusal, REJECT_QUESTION_UNAVAILABLE, "submit.question", "'%s': %.300s",
                           submission->question, row->problem);
  list_languages(row, languages);
  if (!speaks(row, submission->language))
    return validate_refuse(refusal, REJECT_UNKNOWN_LANGUAGE, "submit.language",
                           "'%s' is none of the languages of question '%s': %s",
                           submission->language, submission->question, languages);
  memcpy(submission->question_digest, row->digest, DIGEST_SIZE);
  return 0;
}

static int take_submit(struct front *front, struct session *session, struct err *err) {
  struct submission *submission = &front->request.submission;
  struct submit_reply refusal = {0};
  FD_CLEANUP int blob = -1;
  if (front->draining)
    return reply_later(front, session, REJECT_DRAINING, submission->id,
                       "the daemon takes no new submissions", RETRY_DRAINING_MS, err);
  if (!front->has_bank)
    return reply_later(front, session, REJECT_OVERLOADED, submission->id,
                       "the question bank is being loaded", RETRY_AWAY_MS, err);
  memcpy(refusal.id, submission->id, sizeof refusal.id);
  if (check_bank(front, submission, &refusal) < 0) return reply(front, session, &refusal, err);
  memcpy(submission->tenant, session->client->tenant, sizeof submission->tenant);
  int rc = submission_digest(submission, err);
  if (rc < 0) return rc;
  if (!session->subscribed && session->client->roles & CLIENT_ROLE_READ) {
    rc = intake_subscribe(front, session, err);
    if (rc < 0) return rc;
  }
  struct bytes_writer writer = begin_record(front, session);
  rc = submission_put(submission, &writer, &blob, err);
  if (rc < 0) return rc;
  return forward(front, session, MESSAGE_SUBMIT, &writer, blob,
                 blob >= 0 ? submission->source_length : 0, submission->id, err);
}

static int take_ack(struct front *front, struct session *session, struct err *err) {
  struct ack_record ack;
  memcpy(ack.tenant, session->client->tenant, sizeof ack.tenant);
  memcpy(ack.id, front->request.id, sizeof ack.id);
  memcpy(ack.envelope_digest, front->request.envelope_digest, sizeof ack.envelope_digest);
  struct bytes_writer writer = begin_record(front, session);
  ack_record_put(&ack, &writer);
  return forward(front, session, MESSAGE_ACK, &writer, -1, 0, ack.id, err);
}

static int take_query(struct front *front, struct session *session, enum query_kind kind,
                      struct err *err) {
  struct query_record query = {.kind = kind, .with_source = front->request.with_source};
  memcpy(query.tenant, session->client->tenant, sizeof query.tenant);
  if (kind == QUERY_SUBMISSION)
    memcpy(query.id, front->request.id, sizeof query.id);
  else
    query.with_source = false;
  struct bytes_writer writer = begin_record(front, session);
  query_record_put(&query, &writer);
  return forward(front, session, MESSAGE_QUERY, &writer, -1, 0, query.id, err);
}

static int take_subscribe(struct front *front, struct session *session, struct err *err) {
  int rc = session->subscribed ? 0 : intake_subscribe(front, session, err);
  if (rc == 0) rc = wire_encode_subscribed(&front->buffer, front->request.request, err);
  return rc < 0 ? rc : outlet_send(front, session, err);
}

static int take_ping(struct front *front, struct session *session, struct err *err) {
  int rc = wire_encode_pong(&front->buffer, front->request.request, front->request.ping,
                            front->request.ping_length, err);
  return rc < 0 ? rc : outlet_send(front, session, err);
}

/* Which role a message needs; 0: any key will do. */
static uint32_t needed_role(enum wire_kind kind) {
  if (kind == WIRE_SUBMIT) return CLIENT_ROLE_SUBMIT;
  if (kind == WIRE_ACK || kind == WIRE_QUERY || kind == WIRE_SUBSCRIBE) return CLIENT_ROLE_READ;
  return 0;
}

static int take_request(struct front *front, struct session *session, struct err *err) {
  uint32_t role = needed_role(front->request.kind);
  if (role && !(session->client->roles & role)) {
    struct submit_reply refusal = {0};
    if (front->request.kind == WIRE_SUBMIT)
      memcpy(refusal.id, front->request.submission.id, sizeof refusal.id);
    validate_refuse(&refusal, REJECT_FORBIDDEN, "", "this key has not the role '%s'",
                    role == CLIENT_ROLE_SUBMIT ? "submit" : "read");
    return reply(front, session, &refusal, err);
  }
  switch (front->request.kind) {
    case WIRE_SUBMIT:
      return take_submit(front, session, err);
    case WIRE_ACK:
      return take_ack(front, session, err);
    case WIRE_QUERY:
      return take_query(front, session, QUERY_SUBMISSION, err);
    case WIRE_STATUS:
      return take_query(front, session, QUERY_STATUS, err);
    case WIRE_SUBSCRIBE:
      return take_subscribe(front, session, err);
    case WIRE_PING:
      return take_ping(front, session, err);
  }
  return 0;
}

/* A message that is refused for its frames, before any session is made for it. */
static int refuse_frames(struct front *front, struct inbound *inbound, struct err *err) {
  struct submit_reply refusal = {0};
  if (inbound->fault == INBOUND_FRAMES)
    validate_refuse(&refusal, REJECT_TOO_LARGE, "message", "%zu frames, the limit is %u",
                    inbound->frames, LIMIT_FRAMES_PER_MESSAGE);
  else if (inbound->fault == INBOUND_DELIMITER)
    validate_refuse(&refusal, REJECT_MALFORMED, "message",
                    "2 frames of which the first is not empty; one frame is one message");
  else
    validate_refuse(&refusal, REJECT_MALFORMED, "connection",
                    "its routing id was chosen by the client (%zu bytes, the limit is 0); leave "
                    "ZMQ_ROUTING_ID unset",
                    zmq_msg_size(&inbound->sender));
  int rc = wire_encode_receipt(&front->buffer, 0, &refusal, err);
  if (rc < 0) return rc;
  (void)listener_answer(&front->listener, inbound, front->buffer.data, front->buffer.length, NULL);
  return 0;
}

static int add_session(struct front *front, struct inbound *inbound, struct session **ret_session,
                       struct err *err) {
  int rc = session_add(&front->sessions, &inbound->address, inbound->client, ret_session, err);
  if (rc != -ERR_LIMIT) return rc;
  outlet_reclaim(front);
  return session_add(&front->sessions, &inbound->address, inbound->client, ret_session, err);
}

static int refuse_connection(struct front *front, struct inbound *inbound, const char *why,
                             struct err *err) {
  struct submit_reply refusal = {0};
  validate_refuse(&refusal, REJECT_OVERLOADED, "", "%s", why);
  refusal.retry_after_ms = RETRY_DRAINING_MS;
  int rc = wire_encode_receipt(&front->buffer, 0, &refusal, err);
  if (rc < 0) return rc;
  (void)listener_answer(&front->listener, inbound, front->buffer.data, front->buffer.length, NULL);
  return 0;
}

static struct session *find_session(struct front *front, struct inbound *inbound, struct err *why) {
  struct session *stale, *session;
  session = session_find(&front->sessions, &inbound->address, inbound->client, &stale);
  if (stale) outlet_drop(front, stale);
  if (!session && add_session(front, inbound, &session, why) < 0) return NULL;
  session->address.delimited = inbound->address.delimited;
  session->heard_at = clock_monotonic();
  return session;
}

static int take_message(struct front *front, struct inbound *inbound, struct err *err) {
  struct submit_reply refusal = {0};
  struct err why;
  if (inbound->fault != INBOUND_OK) return refuse_frames(front, inbound, err);
  struct session *session = find_session(front, inbound, &why);
  if (!session) return refuse_connection(front, inbound, why.message, err);
  int rc = wire_decode(front->decoder, zmq_msg_data(&inbound->payload),
                       zmq_msg_size(&inbound->payload), &front->request, &refusal);
  if (rc < 0) return reply(front, session, &refusal, err);
  return take_request(front, session, err);
}

int intake_serve(struct front *front, struct err *err) {
  for (int i = 0; i < MESSAGES_PER_TURN; i++) {
    struct inbound inbound;
    int rc = listener_receive(&front->listener, &front->gate, &inbound, err);
    if (rc == -ERR_AGAIN) return 0;
    if (rc < 0) return rc;
    rc = take_message(front, &inbound, err);
    listener_release(&inbound);
    if (rc < 0) return rc;
  }
  return 0;
}
