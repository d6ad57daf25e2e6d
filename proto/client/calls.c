#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/digest.h"
#include "proto/client/client.h"
#include "proto/wire/ask.h"

/* A result that is there already is pushed within this time; after it, it is asked for. */
#define PUSH_GRACE_MS 100
#define ASK_FIRST_MS 500
#define ASK_MAX_MS 5000

void graded_delivery_clear(struct graded_delivery *delivery) {
  free(delivery->envelope);
  delivery->envelope = NULL;
  delivery->envelope_length = 0;
}

const char *graded_reason_name(enum graded_reason reason) {
  static const char *const names[] = {
      [GRADED_MALFORMED] = "malformed",
      [GRADED_TOO_LARGE] = "too_large",
      [GRADED_UNKNOWN_QUESTION] = "unknown_question",
      [GRADED_UNKNOWN_LANGUAGE] = "unknown_language",
      [GRADED_INVALID_FIELD] = "invalid_field",
      [GRADED_CONFLICT] = "conflict",
      [GRADED_OVERLOADED] = "overloaded",
      [GRADED_DRAINING] = "draining",
      [GRADED_FORBIDDEN] = "forbidden",
      [GRADED_NOT_FOUND] = "not_found",
      [GRADED_QUESTION_UNAVAILABLE] = "question_unavailable",
  };
  if ((unsigned)reason >= sizeof names / sizeof names[0] || !names[reason]) return "?";
  return names[reason];
}

void client_receipt(const struct submit_reply *from, struct graded_receipt *to) {
  *to = (struct graded_receipt){.accepted = from->accepted,
                                .duplicate = from->duplicate,
                                .accepted_at = from->accepted_at,
                                .reason = (enum graded_reason)from->reason,
                                .retry_after_ms = from->retry_after_ms};
  _Static_assert(sizeof to->message == sizeof from->message && sizeof to->id == sizeof from->id &&
                     sizeof to->field == sizeof from->field,
                 "a receipt holds what a reply can say");
  memcpy(to->id, from->id, sizeof to->id);
  memcpy(to->content_digest, from->content_digest, sizeof to->content_digest);
  memcpy(to->field, from->field, sizeof to->field);
  memcpy(to->message, from->message, sizeof to->message);
}

/* Builds the Submit in client->buffer. */
static int ask_submit(struct graded_client *client, uint64_t request,
                      const struct graded_submission *submission, struct err *err) {
  struct wire_submit submit = {.id = submission->id,
                               .question = submission->question,
                               .language = submission->language,
                               .lane = (enum lane)submission->lane,
                               .file_count = submission->file_count};
  if (!submit.id || !submit.question || !submit.language)
    return err_set(err, ERR_INVALID, "submit: id, question and language are needed");
  for (size_t i = 0; i < submission->file_count && i < LIMIT_FILES; i++) {
    const struct graded_file *file = &submission->files[i];
    submit.files[i] = (struct wire_file){file->name ? file->name : "", file->content, file->length};
  }
  return wire_ask_submit(&client->buffer, request, &submit, err);
}

int graded_submit(struct graded_client *client, const struct graded_submission *submission,
                  uint64_t timeout_ms, struct graded_receipt *receipt, struct err *err) {
  uint64_t request = client_number(client);
  struct wire_reply reply;
  int rc = ask_submit(client, request, submission, err);
  if (rc == 0) rc = client_exchange(client, request, client_deadline(timeout_ms), &reply, err);
  if (rc < 0) return rc;
  if (reply.kind == WIRE_REPLY_RECEIPT) {
    client_receipt(&reply.receipt, receipt);
    client->subscribed = true; /* by the daemon, with the submission */
  } else {
    rc = err_set(err, ERR_PROTOCOL, "%s: a submission was answered with something else",
                 client->endpoint);
  }
  wire_reply_clear(&reply);
  return rc;
}

int graded_send(struct graded_client *client, const struct graded_submission *submission,
                struct err *err) {
  int rc = ask_submit(client, client_number(client) | CLIENT_ASYNC, submission, err);
  if (rc == 0) rc = client_send(client, &client->buffer, 0, err);
  if (rc == 0) client->subscribed = true;
  return rc;
}

int graded_next(struct graded_client *client, uint64_t timeout_ms, struct graded_event *event,
                struct err *err) {
  if (client_take_event(client, event)) return 0;
  int rc = client_receive_event(client, client_deadline(timeout_ms), err);
  if (rc < 0) return rc;
  client_take_event(client, event);
  return 0;
}

/* A call whose answer must be of one kind; a Rejected becomes an error. */
static int call(struct graded_client *client, uint64_t request, uint64_t deadline,
                enum wire_reply_kind kind, struct wire_reply *reply, struct err *err) {
  int rc = client_exchange(client, request, deadline, reply, err);
  if (rc < 0 || reply->kind == kind) return rc;
  if (reply->kind == WIRE_REPLY_RECEIPT && !reply->receipt.accepted) {
    enum reject_reason reason = reply->receipt.reason;
    rc = err_set(err,
                 reason == REJECT_NOT_FOUND                                 ? ERR_NOT_FOUND
                 : reason == REJECT_OVERLOADED || reason == REJECT_DRAINING ? ERR_AGAIN
                                                                            : ERR_INVALID,
                 "%s: %s", graded_reason_name((enum graded_reason)reason), reply->receipt.message);
  } else {
    rc = err_set(err, ERR_PROTOCOL, "%s: answered with something else", client->endpoint);
  }
  wire_reply_clear(reply);
  return rc;
}

int graded_subscribe(struct graded_client *client, uint64_t timeout_ms, struct err *err) {
  uint64_t request = client_number(client);
  struct wire_reply reply;
  int rc = wire_ask_subscribe(&client->buffer, request, err);
  if (rc == 0)
    rc = call(client, request, client_deadline(timeout_ms), WIRE_REPLY_SUBSCRIBED, &reply, err);
  if (rc == 0) client->subscribed = true;
  return rc;
}

int graded_ack(struct graded_client *client, const char *id, const void *envelope,
               size_t envelope_length, uint64_t timeout_ms, struct err *err) {
  uint64_t request = client_number(client);
  uint8_t digest[DIGEST_SIZE];
  struct wire_reply reply;
  int rc = digest_sha256(envelope, envelope_length, digest, err);
  if (rc == 0) rc = wire_ask_ack(&client->buffer, request, id, digest, err);
  return rc < 0 ? rc
                : call(client, request, client_deadline(timeout_ms), WIRE_REPLY_ACKED, &reply, err);
}

static int query(struct graded_client *client, const char *id, bool with_source, uint64_t deadline,
                 struct wire_reply *reply, struct err *err) {
  uint64_t request = client_number(client);
  int rc = wire_ask_query(&client->buffer, request, id, with_source, err);
  return rc < 0 ? rc : call(client, request, deadline, WIRE_REPLY_ANSWER, reply, err);
}

/* Asks once; true with the delivery if it is done. */
static int ask_for_result(struct graded_client *client, const char *id, uint64_t deadline,
                          struct graded_delivery *delivery, bool *ret_done, struct err *err) {
  struct wire_reply reply;
  int rc = query(client, id, false, deadline, &reply, err);
  if (rc < 0) return rc;
  *ret_done = reply.answer.envelope != NULL;
  if (*ret_done) {
    memcpy(delivery->id, reply.answer.id, sizeof delivery->id);
    delivery->envelope = reply.answer.envelope;
    delivery->envelope_length = reply.answer.envelope_length;
    reply.answer.envelope = NULL;
  }
  wire_reply_clear(&reply);
  return 0;
}

/* Receives until a result with this id is queued; -ERR_AGAIN at the deadline. */
static int wait_for_push(struct graded_client *client, const char *id, uint64_t deadline,
                         struct graded_delivery *delivery, struct err *err) {
  while (!client_take_result(client, id, delivery)) {
    int rc = client_receive_event(client, deadline, err);
    if (rc < 0) return rc;
  }
  return 0;
}

int graded_wait(struct graded_client *client, const char *id, uint64_t timeout_ms,
                struct graded_delivery *delivery, struct err *err) {
  uint64_t deadline = client_deadline(timeout_ms);
  struct retry pause = retry_begin(ASK_FIRST_MS, ASK_MAX_MS, clock_wall());
  uint64_t push_until = client_deadline(PUSH_GRACE_MS);
  client->subscribed = true;
  for (;;) {
    bool done = false;
    if (push_until > deadline) push_until = deadline;
    int rc = wait_for_push(client, id, push_until, delivery, err);
    if (rc != -ERR_AGAIN) return rc;
    if (clock_monotonic() >= deadline && timeout_ms > 0) return rc;
    rc = ask_for_result(client, id, deadline, delivery, &done, err);
    if (rc < 0 || done) return rc;
    push_until = client_deadline(retry_next(&pause, 0));
  }
}

int graded_query(struct graded_client *client, const char *id, bool with_source,
                 uint64_t timeout_ms, struct graded_answer *answer, struct err *err) {
  struct wire_reply reply;
  int rc = query(client, id, with_source, client_deadline(timeout_ms), &reply, err);
  if (rc < 0) return rc;
  rc = client_answer(&reply.answer, answer, err);
  wire_reply_clear(&reply);
  return rc;
}

int graded_status(struct graded_client *client, uint64_t timeout_ms, struct graded_status *status,
                  struct err *err) {
  uint64_t request = client_number(client);
  struct wire_reply reply;
  int rc = wire_ask_status(&client->buffer, request, err);
  if (rc == 0)
    rc = call(client, request, client_deadline(timeout_ms), WIRE_REPLY_STATUS, &reply, err);
  if (rc < 0) return rc;
  const struct answer_record *from = &reply.answer;
  *status = (struct graded_status){.queued_interactive = from->queued[LANE_INTERACTIVE - 1],
                                   .queued_ci = from->queued[LANE_CI - 1],
                                   .queued_batch = from->queued[LANE_BATCH - 1],
                                   .running = from->running,
                                   .done = from->done,
                                   .unacked = from->undelivered,
                                   .slots = from->slots,
                                   .slots_busy = from->slots_busy};
  memcpy(status->version, reply.version, sizeof status->version);
  wire_reply_clear(&reply);
  return 0;
}

int graded_ping(struct graded_client *client, uint64_t timeout_ms, uint64_t *ret_round_trip,
                struct err *err) {
  uint64_t request = client_number(client);
  struct wire_reply reply;
  int rc = wire_ask_ping(&client->buffer, request, err);
  uint64_t start = clock_monotonic();
  if (rc == 0)
    rc = call(client, request, client_deadline(timeout_ms), WIRE_REPLY_PONG, &reply, err);
  if (rc == 0) *ret_round_trip = clock_monotonic() - start;
  return rc;
}
