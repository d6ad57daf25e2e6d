/* Making the lease of a local grading: what front and ledger would have made of a submission. */
#pragma once

#include "proto/record/role.h"

/* Checks sizes and text like the daemon does (messages name field, limit and value); digests are
 * computed. The source is copied and owned by the lease: submission_clear. */
int local_job_make(const char *id, const char *question, const uint8_t question_digest[DIGEST_SIZE],
                   const char *language, const void *source, size_t length, uint64_t sequence,
                   struct lease *ret_lease, struct err *err);
