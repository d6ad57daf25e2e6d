/* Grading without a daemon: starts the same judge and jailer programs that the daemon has, one pair
 * a slot, and plays ledger and signer towards them. Verdicts are the daemon's; only nothing is
 * stored and nothing is signed.
 *
 * One thread. Errors are infrastructure, never a candidate's. */
#pragma once

#include "proto/record/half.h"
#include "proto/record/role.h"

struct local;

struct local_options {
  uint32_t slots;              /* >= 1 */
  int store_fd;                /* built bank packages; borrowed */
  uint8_t secret[DIGEST_SIZE]; /* bank secret: the seeds of all submissions follow from it */
};

/* An outcome: either `fault` is empty and `half` is filled, or the infrastructure failed. */
struct local_outcome {
  uint64_t sequence;        /* as given to local_add */
  struct verdict_half half; /* owned: verdict_half_clear */
  char fault[256];
};

int local_start(const struct local_options *options, struct local **ret_local, struct err *err);
void local_stop(struct local **local);

/* Queues a lease; its submission (with question_digest pinned and digests computed) is copied. The
 * sequence must be unique among the leases that are not finished. */
int local_add(struct local *local, const struct lease *lease, struct err *err);

/* Waits for the next outcome, in the order in which slots finish. ERR_NOT_FOUND when nothing is
 * queued or running. A judge that dies is started again and its submission tried once more; then
 * the outcome has a fault. */
int local_next(struct local *local, struct local_outcome *ret_outcome, struct err *err);
