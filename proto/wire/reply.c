#include "proto/wire/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/graded.pb-c.h"
#include "proto/wire/budget.h"
#include "proto/wire/encode.h"
#include "proto/wire/scan.h"
#include "proto/wire/validate.h"

#define HEAP_MAX (2u * WIRE_REPLY_BYTES)

static int too_long(struct err *err, const char *what, size_t length, size_t limit) {
  return err_set(err, ERR_PROTOCOL, "%s: %zu bytes, the limit is %zu", what, length, limit);
}

static int take_text(const char *what, const char *text, char *to, size_t capacity,
                     struct err *err) {
  size_t length = strlen(text);
  if (length >= capacity) return too_long(err, what, length, capacity - 1);
  memcpy(to, text, length + 1);
  return 0;
}

static int take_bytes(const char *what, const ProtobufCBinaryData *bytes, size_t limit,
                      uint8_t **to, size_t *to_length, struct err *err) {
  if (bytes->len > limit) return too_long(err, what, bytes->len, limit);
  uint8_t *copy = malloc(bytes->len + 1);
  if (!copy) return err_set(err, ERR_MEMORY, "%s: no memory for %zu bytes", what, bytes->len);
  if (bytes->len > 0) memcpy(copy, bytes->data, bytes->len);
  copy[bytes->len] = 0;
  *to = copy;
  *to_length = bytes->len;
  return 0;
}

static int take_accepted(const Graded__V1__Accepted *from, struct submit_reply *to,
                         struct err *err) {
  if (from->content_digest.len != DIGEST_SIZE)
    return too_long(err, "accepted.content_digest", from->content_digest.len, DIGEST_SIZE);
  to->accepted = true;
  to->accepted_at = from->accepted_at;
  to->duplicate = from->duplicate;
  memcpy(to->content_digest, from->content_digest.data, DIGEST_SIZE);
  return take_text("accepted.id", from->id, to->id, sizeof to->id, err);
}

static int take_rejected(const Graded__V1__Rejected *from, struct submit_reply *to,
                         struct err *err) {
  to->accepted = false;
  to->reason = (enum reject_reason)from->reason;
  to->retry_after_ms = from->retry_after_ms;
  int rc = take_text("rejected.id", from->id, to->id, sizeof to->id, err);
  if (rc == 0) rc = take_text("rejected.field", from->field, to->field, sizeof to->field, err);
  if (rc == 0)
    rc = take_text("rejected.message", from->message, to->message, sizeof to->message, err);
  return rc;
}

static int take_result(const Graded__V1__ResultPush *from, struct result_push *to,
                       struct err *err) {
  int rc = take_text("result.id", from->id, to->id, sizeof to->id, err);
  return rc < 0 ? rc
                : take_bytes("result.envelope", &from->envelope, LIMIT_ENVELOPE_BYTES,
                             &to->envelope, &to->envelope_length, err);
}

static int take_files(const Graded__V1__Answer *from, struct answer_record *to, struct err *err) {
  size_t total = 0;
  if (from->n_files > LIMIT_FILES) return too_long(err, "answer.files", from->n_files, LIMIT_FILES);
  if (from->n_files == 0) return 0;
  for (size_t i = 0; i < from->n_files; i++) {
    if (from->files[i]->content.len > LIMIT_SOURCE_BYTES - total)
      return too_long(err, "answer.files", total + from->files[i]->content.len, LIMIT_SOURCE_BYTES);
    total += from->files[i]->content.len;
  }
  to->source = malloc(total + 1);
  if (!to->source) return err_set(err, ERR_MEMORY, "answer.files: no memory");
  for (size_t i = 0; i < from->n_files; i++) {
    const ProtobufCBinaryData *content = &from->files[i]->content;
    struct source_file *file = &to->files[i];
    int rc =
        take_text("answer.files.name", from->files[i]->name, file->name, sizeof file->name, err);
    if (rc < 0) return rc;
    file->offset = (uint32_t)to->source_length;
    file->length = (uint32_t)content->len;
    if (content->len > 0) memcpy(to->source + to->source_length, content->data, content->len);
    to->source_length += content->len;
  }
  to->source[total] = 0;
  to->file_count = (uint32_t)from->n_files;
  return 0;
}

static int take_answer(const Graded__V1__Answer *from, struct answer_record *to, struct err *err) {
  to->kind = QUERY_SUBMISSION;
  to->found = true;
  to->state = from->state == GRADED__V1__ANSWER__STATE__QUEUED    ? JOB_QUEUED
              : from->state == GRADED__V1__ANSWER__STATE__RUNNING ? JOB_LEASED
                                                                  : JOB_DONE;
  to->attempt = from->attempt;
  to->accepted_at = from->accepted_at;
  to->delivered = from->acked;
  int rc = take_text("answer.id", from->id, to->id, sizeof to->id, err);
  if (rc == 0)
    rc = take_text("answer.question", from->question, to->question, sizeof to->question, err);
  if (rc == 0)
    rc = take_text("answer.language", from->language, to->language, sizeof to->language, err);
  if (rc == 0 && from->envelope.len > 0)
    rc = take_bytes("answer.envelope", &from->envelope, LIMIT_ENVELOPE_BYTES, &to->envelope,
                    &to->envelope_length, err);
  return rc < 0 ? rc : take_files(from, to, err);
}

static int take_status(const Graded__V1__Status *from, struct wire_reply *reply, struct err *err) {
  struct answer_record *to = &reply->answer;
  to->kind = QUERY_STATUS;
  to->found = true;
  to->queued[LANE_INTERACTIVE - 1] = from->queued_interactive;
  to->queued[LANE_CI - 1] = from->queued_ci;
  to->queued[LANE_BATCH - 1] = from->queued_batch;
  to->running = from->running;
  to->done = from->done;
  to->undelivered = from->unacked;
  to->slots = from->slots;
  to->slots_busy = from->slots_busy;
  return take_text("status.version", from->version, reply->version, sizeof reply->version, err);
}

static int take_body(const Graded__V1__DaemonMessage *message, struct wire_reply *reply,
                     struct err *err) {
  switch (message->body_case) {
    case GRADED__V1__DAEMON_MESSAGE__BODY_ACCEPTED:
      reply->kind = WIRE_REPLY_RECEIPT;
      return take_accepted(message->accepted, &reply->receipt, err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_REJECTED:
      reply->kind = WIRE_REPLY_RECEIPT;
      return take_rejected(message->rejected, &reply->receipt, err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_RESULT:
      reply->kind = WIRE_REPLY_RESULT;
      return take_result(message->result, &reply->result, err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_ANSWER:
      reply->kind = WIRE_REPLY_ANSWER;
      return take_answer(message->answer, &reply->answer, err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_STATUS:
      reply->kind = WIRE_REPLY_STATUS;
      return take_status(message->status, reply, err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_PONG:
      reply->kind = WIRE_REPLY_PONG;
      return 0;
    case GRADED__V1__DAEMON_MESSAGE__BODY_ACKED:
      reply->kind = WIRE_REPLY_ACKED;
      return take_text("acked.id", message->acked->id, reply->receipt.id, sizeof reply->receipt.id,
                       err);
    case GRADED__V1__DAEMON_MESSAGE__BODY_SUBSCRIBED:
      reply->kind = WIRE_REPLY_SUBSCRIBED;
      return 0;
    default:
      return err_set(err, ERR_UNSUPPORTED, "daemon's message has a body that is not known here");
  }
}

int wire_reply_decode(const uint8_t *frame, size_t length, struct wire_reply *reply,
                      struct err *err) {
  struct wire_scan scan = {.repeated_max = LIMIT_FILES};
  struct wire_budget budget = {.limit = HEAP_MAX};
  ProtobufCAllocator allocator = wire_budget_allocator(&budget);
  if (length > WIRE_REPLY_BYTES) return too_long(err, "daemon's message", length, WIRE_REPLY_BYTES);
  int rc = wire_scan(&graded__v1__daemon_message__descriptor, frame, length, &scan, err);
  if (rc < 0) return err_wrap(err, rc, "daemon's message");
  if (scan.flaw != WIRE_FLAW_NONE)
    return err_set(err, ERR_PROTOCOL, "daemon's message: %s is not well formed at %zu", scan.path,
                   scan.value);
  Graded__V1__DaemonMessage *message =
      graded__v1__daemon_message__unpack(&allocator, length, frame);
  if (!message) return err_set(err, ERR_PROTOCOL, "daemon's message: not a DaemonMessage");
  *reply = (struct wire_reply){.request = message->request};
  rc = take_body(message, reply, err);
  if (rc < 0) wire_reply_clear(reply);
  graded__v1__daemon_message__free_unpacked(message, &allocator);
  return rc;
}

void wire_reply_clear(struct wire_reply *reply) {
  free(reply->result.envelope);
  reply->result.envelope = NULL;
  answer_record_clear(&reply->answer);
}
