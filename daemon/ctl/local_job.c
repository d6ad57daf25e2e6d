#include "daemon/ctl/local_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"

static int check_source(const void *source, size_t length, struct err *err) {
  if (length == 0) return err_set(err, ERR_INVALID, "source: empty, at least 1 byte is needed");
  if (length > LIMIT_SOURCE_BYTES)
    return err_set(err, ERR_LIMIT, "source: %zu bytes, the limit is %u", length,
                   LIMIT_SOURCE_BYTES);
  if (memchr(source, 0, length)) return err_set(err, ERR_INVALID, "source: it holds a NUL byte");
  if (!bytes_is_utf8(source, length))
    return err_set(err, ERR_INVALID, "source: it is not valid UTF-8");
  return 0;
}

int local_job_make(const char *id, const char *question, const uint8_t question_digest[DIGEST_SIZE],
                   const char *language, const void *source, size_t length, uint64_t sequence,
                   struct lease *ret_lease, struct err *err) {
  struct lease lease = {.job = {.sequence = sequence, .attempt = 1}};
  struct submission *submission = &lease.submission;
  int rc = check_source(source, length, err);
  if (rc < 0) return rc;
  snprintf(submission->tenant, sizeof submission->tenant, "local");
  snprintf(submission->id, sizeof submission->id, "%s", id);
  snprintf(submission->question, sizeof submission->question, "%s", question);
  snprintf(submission->language, sizeof submission->language, "%s", language);
  submission->lane = LANE_INTERACTIVE;
  memcpy(submission->question_digest, question_digest, DIGEST_SIZE);
  submission->file_count = 1;
  submission->files[0].length = (uint32_t)length;
  submission->source_length = (uint32_t)length;
  submission->source = malloc(length + 1);
  if (!submission->source) return err_set(err, ERR_MEMORY, "source: no memory");
  memcpy(submission->source, source, length);
  submission->source[length] = 0;
  rc = submission_digest(submission, err);
  if (rc < 0)
    submission_clear(submission);
  else
    *ret_lease = lease;
  return rc;
}
