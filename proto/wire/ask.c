#include "proto/wire/ask.h"

#include "proto/graded.pb-c.h"
#include "proto/wire/scan.h"
#include "proto/wire/validate.h"

/* protobuf-c declares text as char *, but packing only reads it. */
static char *text(const char *value) { return (char *)(uintptr_t)value; }

static int pack(struct wire_buffer *buffer, uint64_t request, Graded__V1__ClientMessage *message,
                struct err *err) {
  message->request = request;
  int rc = wire_buffer_pack(buffer, &message->base, err);
  if (rc == 0 && buffer->length > LIMIT_FRAME_BYTES)
    rc = err_set(err, ERR_LIMIT, "message: %zu bytes, the limit is %u", buffer->length,
                 LIMIT_FRAME_BYTES);
  return rc;
}

static int refused(const struct submit_reply *refusal, struct err *err) {
  return err_set(err, refusal->reason == REJECT_TOO_LARGE ? ERR_LIMIT : ERR_INVALID, "%s",
                 refusal->message);
}

int wire_ask_submit(struct wire_buffer *buffer, uint64_t request, const struct wire_submit *submit,
                    struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__Submit body = GRADED__V1__SUBMIT__INIT;
  Graded__V1__SourceFile files[LIMIT_FILES], *pointers[LIMIT_FILES];
  struct submit_reply refusal = {0};
  body.id = text(submit->id);
  body.question = text(submit->question);
  body.language = text(submit->language);
  body.lane = (Graded__V1__Lane)submit->lane;
  body.n_files = submit->file_count;
  body.files = pointers;
  for (size_t i = 0; i < submit->file_count && i < LIMIT_FILES; i++) {
    const struct wire_file *file = &submit->files[i];
    graded__v1__source_file__init(&files[i]);
    files[i].name = text(file->name);
    files[i].content.data = (uint8_t *)(uintptr_t)file->content;
    files[i].content.len = file->length;
    pointers[i] = &files[i];
  }
  if (validate_submit(&body, &refusal) < 0) return refused(&refusal, err);
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_SUBMIT;
  message.submit = &body;
  return pack(buffer, request, &message, err);
}

int wire_ask_ack(struct wire_buffer *buffer, uint64_t request, const char *id,
                 const uint8_t digest[static DIGEST_SIZE], struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__Ack body = GRADED__V1__ACK__INIT;
  struct submit_reply refusal = {0};
  body.id = text(id);
  body.envelope_digest.data = (uint8_t *)(uintptr_t)digest;
  body.envelope_digest.len = DIGEST_SIZE;
  if (validate_ack(&body, &refusal) < 0) return refused(&refusal, err);
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_ACK;
  message.ack = &body;
  return pack(buffer, request, &message, err);
}

int wire_ask_query(struct wire_buffer *buffer, uint64_t request, const char *id, bool with_source,
                   struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__Query body = GRADED__V1__QUERY__INIT;
  struct submit_reply refusal = {0};
  body.id = text(id);
  body.with_source = with_source;
  if (validate_query(&body, &refusal) < 0) return refused(&refusal, err);
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_QUERY;
  message.query = &body;
  return pack(buffer, request, &message, err);
}

int wire_ask_subscribe(struct wire_buffer *buffer, uint64_t request, struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__Subscribe body = GRADED__V1__SUBSCRIBE__INIT;
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_SUBSCRIBE;
  message.subscribe = &body;
  return pack(buffer, request, &message, err);
}

int wire_ask_status(struct wire_buffer *buffer, uint64_t request, struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__StatusRequest body = GRADED__V1__STATUS_REQUEST__INIT;
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_STATUS;
  message.status = &body;
  return pack(buffer, request, &message, err);
}

int wire_ask_ping(struct wire_buffer *buffer, uint64_t request, struct err *err) {
  Graded__V1__ClientMessage message = GRADED__V1__CLIENT_MESSAGE__INIT;
  Graded__V1__Ping body = GRADED__V1__PING__INIT;
  message.body_case = GRADED__V1__CLIENT_MESSAGE__BODY_PING;
  message.ping = &body;
  return pack(buffer, request, &message, err);
}
