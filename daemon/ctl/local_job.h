/* Making the lease of a local grading: what front and ledger would have made of a submission. */
#pragma once

#include "proto/client/graded.h"
#include "proto/record/role.h"

struct local_job {
  const char *id, *question, *language;
  const uint8_t *question_digest;
  const struct graded_file *files;
  size_t file_count;
  uint64_t sequence;
};

/* Checks counts, sizes and text like the daemon does (messages name field, limit and value);
 * digests are computed. The source is copied and owned by the lease: submission_clear. */
int local_job_make(const struct local_job *job, struct lease *ret_lease, struct err *err);
