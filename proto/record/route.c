#include "proto/record/route.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/record/field.h"

void front_route_put(const struct front_route *route, struct bytes_writer *writer) {
  bytes_put_u64(writer, route->session);
  bytes_put_u64(writer, route->request);
}

void front_route_get(struct front_route *route, struct bytes_reader *reader) {
  route->session = bytes_get_u64(reader);
  route->request = bytes_get_u64(reader);
  if (route->session == 0) reader->failed = true;
}

void submit_reply_put(const struct submit_reply *reply, struct bytes_writer *writer) {
  bytes_put_string(writer, reply->id);
  field_put_bool(writer, reply->accepted);
  field_put_bool(writer, reply->duplicate);
  bytes_put_u64(writer, reply->accepted_at);
  bytes_put_raw(writer, reply->content_digest, DIGEST_SIZE);
  bytes_put_u32(writer, reply->reason);
  field_put_text(writer, reply->field);
  field_put_text(writer, reply->message);
  bytes_put_u64(writer, reply->retry_after_ms);
}

int submit_reply_get(struct submit_reply *reply, struct bytes_reader *reader, struct err *err) {
  struct submit_reply got = {0};
  bytes_get_string(reader, got.id, sizeof got.id);
  got.accepted = field_get_bool(reader);
  got.duplicate = field_get_bool(reader);
  got.accepted_at = bytes_get_u64(reader);
  bytes_get_raw(reader, got.content_digest, DIGEST_SIZE);
  got.reason = (enum reject_reason)field_get_choice(reader, got.accepted ? 0 : REJECT_MALFORMED,
                                                    got.accepted ? 0 : REJECT_LAST);
  field_get_text(reader, got.field, sizeof got.field);
  field_get_text(reader, got.message, sizeof got.message);
  got.retry_after_ms = bytes_get_u64(reader);
  int rc = field_check(reader, "reply to a submission", err);
  if (rc == 0) *reply = got;
  return rc;
}

void query_record_put(const struct query_record *query, struct bytes_writer *writer) {
  bytes_put_u32(writer, query->kind);
  bytes_put_string(writer, query->tenant);
  bytes_put_string(writer, query->id);
  field_put_bool(writer, query->with_source);
}

int query_record_get(struct query_record *query, struct bytes_reader *reader, struct err *err) {
  struct query_record got = {0};
  got.kind = (enum query_kind)field_get_choice(reader, QUERY_SUBMISSION, QUERY_STATUS);
  bytes_get_string(reader, got.tenant, sizeof got.tenant);
  bytes_get_string(reader, got.id, sizeof got.id);
  got.with_source = field_get_bool(reader);
  if (!got.tenant[0]) reader->failed = true;
  int rc = field_check(reader, "query", err);
  if (rc == 0) *query = got;
  return rc;
}

void ack_record_put(const struct ack_record *ack, struct bytes_writer *writer) {
  bytes_put_string(writer, ack->tenant);
  bytes_put_string(writer, ack->id);
  bytes_put_raw(writer, ack->envelope_digest, DIGEST_SIZE);
}

int ack_record_get(struct ack_record *ack, struct bytes_reader *reader, struct err *err) {
  struct ack_record got = {0};
  bytes_get_string(reader, got.tenant, sizeof got.tenant);
  bytes_get_string(reader, got.id, sizeof got.id);
  bytes_get_raw(reader, got.envelope_digest, DIGEST_SIZE);
  if (!got.tenant[0]) reader->failed = true;
  int rc = field_check(reader, "ack", err);
  if (rc == 0) *ack = got;
  return rc;
}

int result_push_put(const struct result_push *push, struct bytes_writer *writer, int *ret_fd,
                    struct err *err) {
  bytes_put_string(writer, push->id);
  return channel_blob_put(writer, push->envelope, push->envelope_length, ret_fd, err);
}

int result_push_get(struct result_push *push, struct bytes_reader *reader,
                    struct channel_message *message, struct err *err) {
  struct result_push got = {0};
  bytes_get_string(reader, got.id, sizeof got.id);
  int rc = field_check(reader, "result push", err);
  if (rc < 0) return rc;
  int used;
  rc = channel_blob_get(reader, message, 0, LIMIT_ENVELOPE_BYTES, &got.envelope,
                        &got.envelope_length, &used, err);
  if (rc < 0) return err_wrap(err, rc, "result push");
  *push = got;
  return 0;
}

void result_push_clear(struct result_push *push) {
  free(push->envelope);
  push->envelope = NULL;
  push->envelope_length = 0;
}
