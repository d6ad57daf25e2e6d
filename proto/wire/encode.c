#include "proto/wire/encode.h"

#include <stdio.h>
#include <string.h>

#include "proto/graded.pb-c.h"
#include "proto/wire/scan.h"

/* protobuf-c declares text as char *, but packing only reads it. */
static char *text(const char *value) { return (char *)(uintptr_t)value; }

static ProtobufCBinaryData binary(const void *data, size_t length) {
  return (ProtobufCBinaryData){.len = length, .data = (uint8_t *)(uintptr_t)data};
}

static int pack(struct wire_buffer *buffer, uint64_t request, Graded__V1__DaemonMessage *message,
                struct err *err) {
  message->request = request;
  return wire_buffer_pack(buffer, &message->base, err);
}

static int encode_accepted(struct wire_buffer *buffer, uint64_t request,
                           const struct submit_reply *reply, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Accepted accepted = GRADED__V1__ACCEPTED__INIT;
  accepted.id = text(reply->id);
  accepted.accepted_at = reply->accepted_at;
  accepted.content_digest = binary(reply->content_digest, DIGEST_SIZE);
  accepted.duplicate = reply->duplicate;
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_ACCEPTED;
  message.accepted = &accepted;
  return pack(buffer, request, &message, err);
}

static int encode_rejected(struct wire_buffer *buffer, uint64_t request,
                           const struct submit_reply *reply, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Rejected rejected = GRADED__V1__REJECTED__INIT;
  /* A text that was cut inside a character must not make the whole message unreadable. */
  char whole[LIMIT_MESSAGE_BYTES];
  snprintf(whole, sizeof whole, "%s", reply->message);
  whole[wire_utf8_offset((const uint8_t *)whole, strlen(whole))] = 0;
  rejected.id = text(reply->id);
  rejected.reason = (Graded__V1__Rejected__Reason)reply->reason;
  rejected.field = text(reply->field);
  rejected.message = whole;
  rejected.retry_after_ms = reply->retry_after_ms;
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_REJECTED;
  message.rejected = &rejected;
  return pack(buffer, request, &message, err);
}

int wire_encode_receipt(struct wire_buffer *buffer, uint64_t request,
                        const struct submit_reply *reply, struct err *err) {
  return reply->accepted ? encode_accepted(buffer, request, reply, err)
                         : encode_rejected(buffer, request, reply, err);
}

int wire_encode_acked(struct wire_buffer *buffer, uint64_t request, const char *id,
                      struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Acked acked = GRADED__V1__ACKED__INIT;
  acked.id = text(id);
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_ACKED;
  message.acked = &acked;
  return pack(buffer, request, &message, err);
}

static int encode_status(struct wire_buffer *buffer, uint64_t request,
                         const struct answer_record *answer, const char *version, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Status status = GRADED__V1__STATUS__INIT;
  status.version = text(version);
  status.queued_interactive = answer->queued[LANE_INTERACTIVE - 1];
  status.queued_ci = answer->queued[LANE_CI - 1];
  status.queued_batch = answer->queued[LANE_BATCH - 1];
  status.running = answer->running;
  status.done = answer->done;
  status.unacked = answer->undelivered;
  status.slots = answer->slots;
  status.slots_busy = answer->slots_busy;
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_STATUS;
  message.status = &status;
  return pack(buffer, request, &message, err);
}

static size_t fill_files(const struct answer_record *answer, Graded__V1__SourceFile *files,
                         Graded__V1__SourceFile **pointers) {
  size_t count = answer->file_count < LIMIT_FILES ? answer->file_count : LIMIT_FILES;
  if (!answer->source) return 0;
  for (size_t i = 0; i < count; i++) {
    const struct source_file *file = &answer->files[i];
    graded__v1__source_file__init(&files[i]);
    files[i].name = text(file->name);
    files[i].content = binary(answer->source + file->offset, file->length);
    pointers[i] = &files[i];
  }
  return count;
}

static int encode_submission(struct wire_buffer *buffer, uint64_t request,
                             const struct answer_record *record, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Answer answer = GRADED__V1__ANSWER__INIT;
  Graded__V1__SourceFile files[LIMIT_FILES], *pointers[LIMIT_FILES];
  answer.id = text(record->id);
  answer.state = record->state == JOB_QUEUED   ? GRADED__V1__ANSWER__STATE__QUEUED
                 : record->state == JOB_LEASED ? GRADED__V1__ANSWER__STATE__RUNNING
                                               : GRADED__V1__ANSWER__STATE__DONE;
  answer.attempt = record->attempt;
  answer.accepted_at = record->accepted_at;
  answer.acked = record->delivered;
  answer.question = text(record->question);
  answer.language = text(record->language);
  if (record->envelope) answer.envelope = binary(record->envelope, record->envelope_length);
  answer.n_files = fill_files(record, files, pointers);
  answer.files = pointers;
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_ANSWER;
  message.answer = &answer;
  return pack(buffer, request, &message, err);
}

int wire_encode_answer(struct wire_buffer *buffer, uint64_t request,
                       const struct answer_record *answer, const char *version, struct err *err) {
  if (answer->kind == QUERY_STATUS) return encode_status(buffer, request, answer, version, err);
  if (answer->found) return encode_submission(buffer, request, answer, err);
  struct submit_reply missing = {.reason = REJECT_NOT_FOUND, .field = "query.id"};
  memcpy(missing.id, answer->id, sizeof missing.id);
  snprintf(missing.message, sizeof missing.message, "query.id: no submission '%s' of this tenant",
           answer->id);
  return encode_rejected(buffer, request, &missing, err);
}

int wire_encode_result(struct wire_buffer *buffer, const struct result_push *push,
                       struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__ResultPush result = GRADED__V1__RESULT_PUSH__INIT;
  result.id = text(push->id);
  result.envelope = binary(push->envelope, push->envelope_length);
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_RESULT;
  message.result = &result;
  return pack(buffer, 0, &message, err);
}

int wire_encode_subscribed(struct wire_buffer *buffer, uint64_t request, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Subscribed subscribed = GRADED__V1__SUBSCRIBED__INIT;
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_SUBSCRIBED;
  message.subscribed = &subscribed;
  return pack(buffer, request, &message, err);
}

int wire_encode_pong(struct wire_buffer *buffer, uint64_t request, const void *payload,
                     size_t length, struct err *err) {
  Graded__V1__DaemonMessage message = GRADED__V1__DAEMON_MESSAGE__INIT;
  Graded__V1__Pong pong = GRADED__V1__PONG__INIT;
  pong.payload = binary(payload, length);
  message.body_case = GRADED__V1__DAEMON_MESSAGE__BODY_PONG;
  message.pong = &pong;
  return pack(buffer, request, &message, err);
}
