#include <stdlib.h>

#include "daemon/base/fd.h"
#include "proto/record/field.h"
#include "proto/record/route.h"

/* Two blobs that would fit inline one by one may not fit into one packet together. */
#define INLINE_TOGETHER (CHANNEL_PAYLOAD_MAX - 4096u)

/* A blob that always travels as a file; channel_blob_get reads both forms. */
static int blob_put_file(struct bytes_writer *writer, const void *data, size_t length, int *ret_fd,
                         struct err *err) {
  bytes_put_u64(writer, length);
  bytes_put_u8(writer, 0);
  return fd_sealed("blob", data, length, ret_fd, err);
}

int answer_record_put(const struct answer_record *answer, struct bytes_writer *writer,
                      int ret_fds[static 2], struct err *err) {
  int envelope_fd = -1, source_fd = -1;
  bytes_put_u32(writer, answer->kind);
  field_put_bool(writer, answer->found);
  bytes_put_string(writer, answer->id);
  bytes_put_u32(writer, answer->state);
  bytes_put_u32(writer, answer->attempt);
  bytes_put_u64(writer, answer->accepted_at);
  field_put_bool(writer, answer->delivered);
  bytes_put_string(writer, answer->question);
  bytes_put_string(writer, answer->language);
  for (int i = 0; i < LANE_COUNT; i++) bytes_put_u64(writer, answer->queued[i]);
  bytes_put_u64(writer, answer->running);
  bytes_put_u64(writer, answer->done);
  bytes_put_u64(writer, answer->undelivered);
  bytes_put_u32(writer, answer->slots);
  bytes_put_u32(writer, answer->slots_busy);
  bytes_put_u32(writer, answer->file_count);
  for (uint32_t i = 0; i < answer->file_count && i < LIMIT_FILES; i++) {
    bytes_put_string(writer, answer->files[i].name);
    bytes_put_u32(writer, answer->files[i].length);
  }
  field_put_bool(writer, answer->envelope != NULL);
  field_put_bool(writer, answer->source != NULL);
  if (answer->envelope) {
    int rc = channel_blob_put(writer, answer->envelope, answer->envelope_length, &envelope_fd, err);
    if (rc < 0) return rc;
  }
  if (answer->source) {
    bool crowded =
        envelope_fd < 0 && answer->envelope_length + answer->source_length > INLINE_TOGETHER;
    int rc = (crowded ? blob_put_file : channel_blob_put)(writer, answer->source,
                                                          answer->source_length, &source_fd, err);
    if (rc < 0) {
      fd_close(&envelope_fd);
      return rc;
    }
  }
  ret_fds[0] = envelope_fd >= 0 ? envelope_fd : source_fd;
  ret_fds[1] = envelope_fd >= 0 ? source_fd : -1;
  return 0;
}

static void get_files(struct answer_record *answer, struct bytes_reader *reader) {
  uint32_t offset = 0;
  answer->file_count = field_get_choice(reader, 0, LIMIT_FILES);
  for (uint32_t i = 0; i < answer->file_count && !reader->failed; i++) {
    bytes_get_string(reader, answer->files[i].name, sizeof answer->files[i].name);
    answer->files[i].length = field_get_choice(reader, 1, LIMIT_SOURCE_BYTES);
    answer->files[i].offset = offset;
    offset += answer->files[i].length;
  }
  answer->source_length = offset;
}

static int get_blobs(struct answer_record *answer, bool has_envelope, bool has_source,
                     struct bytes_reader *reader, struct channel_message *message,
                     struct err *err) {
  int used = 0, ignored;
  size_t source_length = 0;
  if (has_envelope) {
    int rc = channel_blob_get(reader, message, 0, LIMIT_ENVELOPE_BYTES, &answer->envelope,
                              &answer->envelope_length, &used, err);
    if (rc < 0) return err_wrap(err, rc, "answer's envelope");
  }
  if (has_source) {
    int rc = channel_blob_get(reader, message, (size_t)used, LIMIT_SOURCE_BYTES, &answer->source,
                              &source_length, &ignored, err);
    if (rc < 0) return err_wrap(err, rc, "answer's source");
  }
  if (source_length != answer->source_length)
    return err_set(err, ERR_PROTOCOL, "answer: its files have %zu bytes, its source %zu",
                   answer->source_length, source_length);
  return 0;
}

int answer_record_get(struct answer_record *answer, struct bytes_reader *reader,
                      struct channel_message *message, struct err *err) {
  struct answer_record got = {0};
  got.kind = (enum query_kind)field_get_choice(reader, QUERY_SUBMISSION, QUERY_STATUS);
  got.found = field_get_bool(reader);
  bytes_get_string(reader, got.id, sizeof got.id);
  got.state = (enum job_state)field_get_choice(reader, JOB_QUEUED, JOB_DONE);
  got.attempt = bytes_get_u32(reader);
  got.accepted_at = bytes_get_u64(reader);
  got.delivered = field_get_bool(reader);
  bytes_get_string(reader, got.question, sizeof got.question);
  bytes_get_string(reader, got.language, sizeof got.language);
  for (int i = 0; i < LANE_COUNT; i++) got.queued[i] = bytes_get_u64(reader);
  got.running = bytes_get_u64(reader);
  got.done = bytes_get_u64(reader);
  got.undelivered = bytes_get_u64(reader);
  got.slots = bytes_get_u32(reader);
  got.slots_busy = bytes_get_u32(reader);
  get_files(&got, reader);
  bool has_envelope = field_get_bool(reader), has_source = field_get_bool(reader);
  int rc = field_check(reader, "answer", err);
  if (rc == 0) rc = get_blobs(&got, has_envelope, has_source, reader, message, err);
  if (rc < 0)
    answer_record_clear(&got);
  else
    *answer = got;
  return rc;
}

void answer_record_clear(struct answer_record *answer) {
  free(answer->envelope);
  free(answer->source);
  answer->envelope = answer->source = NULL;
  answer->envelope_length = answer->source_length = 0;
}
