#include "daemon/ctl/local_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"

static int check_file(const struct graded_file *file, struct err *err) {
  const char *name = file->name && file->name[0] ? file->name : "source";
  if (file->length == 0)
    return err_set(err, ERR_INVALID, "%s: empty, at least 1 byte is needed", name);
  if (memchr(file->content, 0, file->length))
    return err_set(err, ERR_INVALID, "%s: it holds a NUL byte", name);
  if (!bytes_is_utf8(file->content, file->length))
    return err_set(err, ERR_INVALID, "%s: it is not valid UTF-8", name);
  return 0;
}

static int check_files(const struct local_job *job, size_t *ret_length, struct err *err) {
  size_t length = 0;
  if (job->file_count < 1 || job->file_count > LIMIT_FILES)
    return err_set(err, ERR_LIMIT, "files: %zu, the limit is %u", job->file_count, LIMIT_FILES);
  for (size_t i = 0; i < job->file_count; i++) {
    length += job->files[i].length;
    if (length > LIMIT_SOURCE_BYTES)
      return err_set(err, ERR_LIMIT, "source: %zu bytes, the limit is %u", length,
                     LIMIT_SOURCE_BYTES);
    int rc = check_file(&job->files[i], err);
    if (rc < 0) return rc;
  }
  *ret_length = length;
  return 0;
}

static int copy_files(const struct local_job *job, size_t length, struct submission *submission,
                      struct err *err) {
  size_t used = 0;
  submission->source = malloc(length + 1);
  if (!submission->source) return err_set(err, ERR_MEMORY, "source: no memory");
  for (size_t i = 0; i < job->file_count; i++) {
    const struct graded_file *file = &job->files[i];
    struct source_file *copy = &submission->files[submission->file_count++];
    snprintf(copy->name, sizeof copy->name, "%s", file->name ? file->name : "");
    copy->length = (uint32_t)file->length;
    memcpy(submission->source + used, file->content, file->length);
    used += file->length;
  }
  submission->source[used] = 0;
  submission->source_length = (uint32_t)used;
  return 0;
}

int local_job_make(const struct local_job *job, struct lease *ret_lease, struct err *err) {
  struct lease lease = {.job = {.sequence = job->sequence, .attempt = 1}};
  struct submission *submission = &lease.submission;
  size_t length = 0;
  int rc = check_files(job, &length, err);
  if (rc < 0) return rc;
  snprintf(submission->tenant, sizeof submission->tenant, "local");
  snprintf(submission->id, sizeof submission->id, "%s", job->id);
  snprintf(submission->question, sizeof submission->question, "%s", job->question);
  snprintf(submission->language, sizeof submission->language, "%s", job->language);
  submission->lane = LANE_INTERACTIVE;
  memcpy(submission->question_digest, job->question_digest, DIGEST_SIZE);
  rc = copy_files(job, length, submission, err);
  if (rc == 0) rc = submission_digest(submission, err);
  if (rc < 0)
    submission_clear(submission);
  else
    *ret_lease = lease;
  return rc;
}
