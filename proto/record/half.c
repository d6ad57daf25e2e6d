#include "proto/record/half.h"

#include <stdlib.h>
#include <string.h>

#include "proto/record/field.h"

void job_ref_put(const struct job_ref *job, struct bytes_writer *writer) {
  bytes_put_u64(writer, job->sequence);
  bytes_put_u32(writer, job->attempt);
}

void job_ref_get(struct job_ref *job, struct bytes_reader *reader) {
  job->sequence = bytes_get_u64(reader);
  job->attempt = bytes_get_u32(reader);
}

void accept_half_put(const struct accept_half *half, struct bytes_writer *writer) {
  job_ref_put(&half->job, writer);
  bytes_put_string(writer, half->tenant);
  bytes_put_string(writer, half->id);
  bytes_put_string(writer, half->question);
  bytes_put_string(writer, half->language);
  bytes_put_u32(writer, half->lane);
  bytes_put_raw(writer, half->content_digest, DIGEST_SIZE);
  bytes_put_raw(writer, half->source_digest, DIGEST_SIZE);
  bytes_put_raw(writer, half->question_digest, DIGEST_SIZE);
  bytes_put_u64(writer, half->accepted_at);
  bytes_put_u64(writer, half->leased_at);
}

int accept_half_get(struct accept_half *half, struct bytes_reader *reader, struct err *err) {
  struct accept_half got = {0};
  job_ref_get(&got.job, reader);
  field_get_text(reader, got.tenant, sizeof got.tenant);
  field_get_text(reader, got.id, sizeof got.id);
  field_get_text(reader, got.question, sizeof got.question);
  field_get_text(reader, got.language, sizeof got.language);
  got.lane = (enum lane)field_get_choice(reader, LANE_INTERACTIVE, LANE_BATCH);
  bytes_get_raw(reader, got.content_digest, DIGEST_SIZE);
  bytes_get_raw(reader, got.source_digest, DIGEST_SIZE);
  bytes_get_raw(reader, got.question_digest, DIGEST_SIZE);
  got.accepted_at = bytes_get_u64(reader);
  got.leased_at = bytes_get_u64(reader);
  if (!got.tenant[0] || !got.id[0]) reader->failed = true;
  int rc = field_check(reader, "accept half", err);
  if (rc == 0) *half = got;
  return rc;
}

int envelope_record_put(const struct envelope_record *record, struct bytes_writer *writer,
                        int *ret_fd, struct err *err) {
  job_ref_put(&record->job, writer);
  bytes_put_u32(writer, record->verdict);
  bytes_put_f64(writer, record->score);
  return channel_blob_put(writer, record->envelope, record->envelope_length, ret_fd, err);
}

int envelope_record_get(struct envelope_record *record, struct bytes_reader *reader,
                        struct channel_message *message, size_t fd_index, struct err *err) {
  struct envelope_record got = {0};
  job_ref_get(&got.job, reader);
  got.verdict = (enum verdict)field_get_choice(reader, VERDICT_INTERNAL_ERROR, VERDICT_ACCEPTED);
  got.score = field_get_number(reader, 0, 100);
  int rc = field_check(reader, "envelope record", err);
  if (rc < 0) return rc;
  int used;
  rc = channel_blob_get(reader, message, fd_index, LIMIT_ENVELOPE_BYTES, &got.envelope,
                        &got.envelope_length, &used, err);
  if (rc < 0) return err_wrap(err, rc, "envelope record");
  *record = got;
  return 0;
}

void envelope_record_clear(struct envelope_record *record) {
  free(record->envelope);
  record->envelope = NULL;
  record->envelope_length = 0;
}
