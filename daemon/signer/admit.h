/* What may be signed: an accept half and a verdict half of the same attempt at the same submission
 * with the same content, once.
 *
 * Both orders of arrival are possible. Halves that never meet (their other one was lost with a
 * process) are bounded: at most ADMIT_PENDING_MAX and ADMIT_PENDING_BYTES wait, the oldest are
 * dropped with a log line; the ledger then notices that no envelope came and has the submission
 * graded again under a new attempt number. The last ADMIT_SIGNED_MAX signed attempts are
 * remembered. */
#pragma once

#include <stdbool.h>

#include "proto/record/half.h"

#define ADMIT_PENDING_MAX 4096u
#define ADMIT_PENDING_BYTES (64u * 1024u * 1024u)
#define ADMIT_SIGNED_MAX 65536u

struct admit;

struct admit_pair {
  struct accept_half accept;
  struct verdict_half verdict; /* owned: verdict_half_clear */
};

int admit_open(struct admit **ret_admit, struct err *err);
void admit_close(struct admit **admit);

/* Each takes one half; *ret_ready tells if *ret_pair is now complete, after which this attempt
 * counts as signed. ERR_CONFLICT: this attempt was signed before, or the halves speak of different
 * content; the half is then dropped. */
int admit_accept(struct admit *admit, const struct accept_half *half, struct admit_pair *ret_pair,
                 bool *ret_ready, struct err *err);
/* Owns *half whatever happens. */
int admit_verdict(struct admit *admit, struct verdict_half *half, struct admit_pair *ret_pair,
                  bool *ret_ready, struct err *err);
/* Grading was given up: the pair's verdict is internal_error. */
int admit_give_up(struct admit *admit, const struct accept_half *half, struct admit_pair *ret_pair,
                  struct err *err);
