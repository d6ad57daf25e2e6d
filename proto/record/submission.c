#include "proto/record/submission.h"

#include <stdlib.h>
#include <string.h>

#include "proto/record/field.h"

const char *lane_name(enum lane lane) {
  switch (lane) {
    case LANE_INTERACTIVE:
      return "interactive";
    case LANE_CI:
      return "ci";
    case LANE_BATCH:
      return "batch";
  }
  return "?";
}

static void add_text(struct digest_stream *stream, const char *text) {
  digest_add_field(stream, text, strlen(text));
}

static void add_files(struct digest_stream *stream, const struct submission *submission) {
  for (uint32_t i = 0; i < submission->file_count; i++) {
    const struct source_file *file = &submission->files[i];
    add_text(stream, file->name);
    digest_add_field(stream, submission->source + file->offset, file->length);
  }
}

int submission_digest(struct submission *submission, struct err *err) {
  struct digest_stream *stream;
  uint8_t content[DIGEST_SIZE], source[DIGEST_SIZE];
  int rc = digest_begin(&stream, err);
  if (rc < 0) return rc;
  add_text(stream, submission->question);
  add_text(stream, submission->language);
  add_files(stream, submission);
  rc = digest_finish(&stream, content, err);
  if (rc < 0) return rc;
  if (submission->file_count == 1) {
    rc = digest_sha256(submission->source, submission->source_length, source, err);
  } else {
    rc = digest_begin(&stream, err);
    if (rc < 0) return rc;
    add_files(stream, submission);
    rc = digest_finish(&stream, source, err);
  }
  if (rc < 0) return rc;
  memcpy(submission->content_digest, content, sizeof content);
  memcpy(submission->source_digest, source, sizeof source);
  return 0;
}

int submission_put(const struct submission *submission, struct bytes_writer *writer, int *ret_fd,
                   struct err *err) {
  bytes_put_string(writer, submission->tenant);
  bytes_put_string(writer, submission->id);
  bytes_put_string(writer, submission->question);
  bytes_put_string(writer, submission->language);
  bytes_put_u32(writer, submission->lane);
  bytes_put_raw(writer, submission->question_digest, DIGEST_SIZE);
  bytes_put_raw(writer, submission->content_digest, DIGEST_SIZE);
  bytes_put_raw(writer, submission->source_digest, DIGEST_SIZE);
  bytes_put_u32(writer, submission->file_count);
  for (uint32_t i = 0; i < submission->file_count && i < LIMIT_FILES; i++) {
    bytes_put_string(writer, submission->files[i].name);
    bytes_put_u32(writer, submission->files[i].length);
  }
  return channel_blob_put(writer, submission->source, submission->source_length, ret_fd, err);
}

static bool plain_name(const char *name) {
  return !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* Only lengths travel: that the files lie end to end is true by construction. */
static void get_files(struct submission *submission, struct bytes_reader *reader) {
  uint32_t offset = 0;
  submission->file_count = field_get_choice(reader, 1, LIMIT_FILES);
  for (uint32_t i = 0; i < submission->file_count && !reader->failed; i++) {
    struct source_file *file = &submission->files[i];
    bytes_get_string(reader, file->name, sizeof file->name);
    file->length = field_get_choice(reader, 1, LIMIT_SOURCE_BYTES);
    file->offset = offset;
    offset += file->length;
    if (!plain_name(file->name)) reader->failed = true;
  }
  submission->source_length = offset;
}

int submission_get(struct submission *submission, struct bytes_reader *reader,
                   struct channel_message *message, size_t fd_index, struct err *err) {
  struct submission got = {0};
  bytes_get_string(reader, got.tenant, sizeof got.tenant);
  bytes_get_string(reader, got.id, sizeof got.id);
  bytes_get_string(reader, got.question, sizeof got.question);
  bytes_get_string(reader, got.language, sizeof got.language);
  got.lane = (enum lane)field_get_choice(reader, LANE_INTERACTIVE, LANE_BATCH);
  bytes_get_raw(reader, got.question_digest, DIGEST_SIZE);
  bytes_get_raw(reader, got.content_digest, DIGEST_SIZE);
  bytes_get_raw(reader, got.source_digest, DIGEST_SIZE);
  get_files(&got, reader);
  if (!got.tenant[0] || !got.id[0] || !got.question[0] || !got.language[0]) reader->failed = true;
  int rc = field_check(reader, "submission", err);
  if (rc < 0) return rc;
  size_t length;
  int used;
  rc = channel_blob_get(reader, message, fd_index, LIMIT_SOURCE_BYTES, &got.source, &length, &used,
                        err);
  if (rc < 0) return err_wrap(err, rc, "submission");
  if (length != got.source_length) {
    free(got.source);
    return err_set(err, ERR_PROTOCOL, "submission: its files have %u bytes, its source %zu",
                   got.source_length, length);
  }
  *submission = got;
  return 0;
}

void submission_clear(struct submission *submission) {
  free(submission->source);
  submission->source = NULL;
  submission->source_length = 0;
}
