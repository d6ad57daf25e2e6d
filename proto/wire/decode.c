#include "proto/wire/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/graded.pb-c.h"
#include "proto/wire/budget.h"
#include "proto/wire/scan.h"
#include "proto/wire/validate.h"

struct wire_decoder {
  uint8_t source[LIMIT_SOURCE_BYTES + 1];
};

int wire_decoder_new(struct wire_decoder **ret_decoder, struct err *err) {
  struct wire_decoder *decoder = malloc(sizeof *decoder);
  if (!decoder) return err_set(err, ERR_MEMORY, "decoder: no memory");
  *ret_decoder = decoder;
  return 0;
}

void wire_decoder_free(struct wire_decoder **decoder) {
  free(*decoder);
  *decoder = NULL;
}

static int refuse_flaw(const struct wire_scan *scan, struct submit_reply *refusal) {
  switch (scan->flaw) {
    case WIRE_FLAW_NUL:
      return validate_refuse(refusal, REJECT_INVALID_FIELD, scan->path,
                             "NUL byte at offset %zu, text must not hold one", scan->value);
    case WIRE_FLAW_UTF8:
      return validate_refuse(refusal, REJECT_INVALID_FIELD, scan->path,
                             "byte at offset %zu is not valid UTF-8", scan->value);
    default:
      return validate_refuse(refusal, REJECT_TOO_LARGE, scan->path,
                             "%zu elements, the limit is %zu", scan->value, scan->repeated_max);
  }
}

static void copy_text(char *to, size_t capacity, const char *text) {
  snprintf(to, capacity, "%s", text);
}

static void take_submit(struct wire_decoder *decoder, const Graded__V1__Submit *submit,
                        struct submission *out) {
  uint32_t offset = 0;
  copy_text(out->id, sizeof out->id, submit->id);
  copy_text(out->question, sizeof out->question, submit->question);
  copy_text(out->language, sizeof out->language, submit->language);
  out->lane = submit->lane == GRADED__V1__LANE__LANE_UNSPECIFIED ? LANE_INTERACTIVE
                                                                 : (enum lane)submit->lane;
  out->file_count = (uint32_t)submit->n_files;
  for (size_t i = 0; i < submit->n_files; i++) {
    const Graded__V1__SourceFile *file = submit->files[i];
    struct source_file *to = &out->files[i];
    copy_text(to->name, sizeof to->name, file->name);
    to->offset = offset;
    to->length = (uint32_t)file->content.len;
    memcpy(decoder->source + offset, file->content.data, file->content.len);
    offset += to->length;
  }
  decoder->source[offset] = 0;
  out->source = decoder->source;
  out->source_length = offset;
}

static int take_body(struct wire_decoder *decoder, const Graded__V1__ClientMessage *message,
                     struct wire_request *request, struct submit_reply *refusal) {
  int rc = 0;
  switch (message->body_case) {
    case GRADED__V1__CLIENT_MESSAGE__BODY_SUBMIT:
      if (validate_is_id(message->submit->id))
        copy_text(refusal->id, sizeof refusal->id, message->submit->id);
      rc = validate_submit(message->submit, refusal);
      if (rc == 0) take_submit(decoder, message->submit, &request->submission);
      request->kind = WIRE_SUBMIT;
      return rc;
    case GRADED__V1__CLIENT_MESSAGE__BODY_ACK:
      rc = validate_ack(message->ack, refusal);
      if (rc < 0) return rc;
      copy_text(request->id, sizeof request->id, message->ack->id);
      memcpy(request->envelope_digest, message->ack->envelope_digest.data, DIGEST_SIZE);
      request->kind = WIRE_ACK;
      return 0;
    case GRADED__V1__CLIENT_MESSAGE__BODY_QUERY:
      rc = validate_query(message->query, refusal);
      if (rc < 0) return rc;
      copy_text(request->id, sizeof request->id, message->query->id);
      request->with_source = message->query->with_source;
      request->kind = WIRE_QUERY;
      return 0;
    case GRADED__V1__CLIENT_MESSAGE__BODY_PING:
      rc = validate_ping(message->ping, refusal);
      if (rc < 0) return rc;
      request->ping_length = message->ping->payload.len;
      if (request->ping_length > 0)
        memcpy(request->ping, message->ping->payload.data, request->ping_length);
      request->kind = WIRE_PING;
      return 0;
    case GRADED__V1__CLIENT_MESSAGE__BODY_STATUS:
      request->kind = WIRE_STATUS;
      return 0;
    case GRADED__V1__CLIENT_MESSAGE__BODY_SUBSCRIBE:
      request->kind = WIRE_SUBSCRIBE;
      return 0;
    default:
      return validate_refuse(refusal, REJECT_MALFORMED, "body",
                             "none that this daemon knows, of submit, ack, query, status, ping, "
                             "subscribe exactly one is needed");
  }
}

static int unpack(struct wire_decoder *decoder, const uint8_t *frame, size_t length,
                  const struct wire_scan *scan, struct wire_request *request,
                  struct submit_reply *refusal) {
  struct wire_budget budget = {.limit = LIMIT_DECODE_HEAP};
  ProtobufCAllocator allocator = wire_budget_allocator(&budget);
  Graded__V1__ClientMessage *message =
      graded__v1__client_message__unpack(&allocator, length, frame);
  if (!message && budget.exceeded)
    return validate_refuse(refusal, REJECT_TOO_LARGE, "message",
                           "%zu bytes need more memory than the limit of %u bytes to decode",
                           length, LIMIT_DECODE_HEAP);
  if (!message)
    return validate_refuse(refusal, REJECT_MALFORMED, "message",
                           "%zu bytes are not a ClientMessage", length);
  int rc = take_body(decoder, message, request, refusal);
  /* A flaw of the bytes comes before what the cut-short strings look like; unpacking was only for
   * the submission's id. */
  if (scan->flaw != WIRE_FLAW_NONE) rc = refuse_flaw(scan, refusal);
  if (scan->flaw != WIRE_FLAW_NONE && strcmp(scan->path, "submit.id") == 0) refusal->id[0] = 0;
  graded__v1__client_message__free_unpacked(message, &allocator);
  return rc;
}

int wire_decode(struct wire_decoder *decoder, const uint8_t *frame, size_t length,
                struct wire_request *request, struct submit_reply *refusal) {
  struct wire_scan scan = {.repeated_max = LIMIT_FILES};
  struct err why;
  request->request = 0;
  refusal->id[0] = 0;
  if (length > LIMIT_FRAME_BYTES)
    return validate_refuse(refusal, REJECT_TOO_LARGE, "message", "%zu bytes, the limit is %u",
                           length, LIMIT_FRAME_BYTES);
  int rc = wire_scan(&graded__v1__client_message__descriptor, frame, length, &scan, &why);
  request->request = scan.number;
  if (rc < 0) return validate_refuse(refusal, REJECT_MALFORMED, "message", "%.400s", why.message);
  if (scan.flaw == WIRE_FLAW_COUNT) return refuse_flaw(&scan, refusal);
  return unpack(decoder, frame, length, &scan, request, refusal);
}
