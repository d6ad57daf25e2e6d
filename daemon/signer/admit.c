#include "daemon/signer/admit.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/signer/signed.h"

struct pending {
  struct job_ref job;
  struct accept_half *accept;   /* owned, or NULL */
  struct verdict_half *verdict; /* owned, or NULL */
  size_t bytes;
};

struct admit {
  struct signed_set *done;
  uint32_t count;
  size_t bytes;
  struct pending pending[ADMIT_PENDING_MAX]; /* oldest first */
};

int admit_open(struct admit **ret_admit, struct err *err) {
  struct admit *admit = calloc(1, sizeof *admit);
  if (!admit) return err_set(err, ERR_MEMORY, "table of halves: no memory");
  int rc = signed_open(ADMIT_SIGNED_MAX, &admit->done, err);
  if (rc < 0)
    free(admit);
  else
    *ret_admit = admit;
  return rc;
}

static void remove_pending(struct admit *admit, uint32_t index) {
  struct pending *pending = &admit->pending[index];
  admit->bytes -= pending->bytes;
  if (pending->verdict) verdict_half_clear(pending->verdict);
  free(pending->verdict);
  free(pending->accept);
  admit->count--;
  memmove(pending, pending + 1, (admit->count - index) * sizeof *pending);
}

void admit_close(struct admit **admit) {
  if (!*admit) return;
  while ((*admit)->count > 0) remove_pending(*admit, (*admit)->count - 1);
  signed_close(&(*admit)->done);
  free(*admit);
  *admit = NULL;
}

static bool same_job(const struct job_ref *a, const struct job_ref *b) {
  return a->sequence == b->sequence && a->attempt == b->attempt;
}

static struct pending *find(struct admit *admit, const struct job_ref *job) {
  for (uint32_t i = 0; i < admit->count; i++)
    if (same_job(&admit->pending[i].job, job)) return &admit->pending[i];
  return NULL;
}

static void forget(struct admit *admit, const struct job_ref *job) {
  struct pending *pending = find(admit, job);
  if (pending) remove_pending(admit, (uint32_t)(pending - admit->pending));
}

static int refuse_signed(const struct admit *admit, const struct job_ref *job, struct err *err) {
  if (!signed_has(admit->done, job)) return 0;
  return err_set(err, ERR_CONFLICT, "attempt %u at submission %llu has been signed already",
                 job->attempt, (unsigned long long)job->sequence);
}

static int compare(const struct accept_half *accept, const struct verdict_half *verdict,
                   struct err *err) {
  if (memcmp(accept->content_digest, verdict->content_digest, DIGEST_SIZE) == 0) return 0;
  return err_set(err, ERR_CONFLICT, "submission %llu: what was graded is not what was accepted",
                 (unsigned long long)accept->job.sequence);
}

static size_t verdict_bytes(const struct verdict_half *half) {
  return sizeof *half + half->test_count * sizeof *half->tests +
         half->group_count * sizeof *half->groups + LIMIT_DIAGNOSTICS_BYTES + 1;
}

static struct pending *add_pending(struct admit *admit, const struct job_ref *job, size_t bytes) {
  while (admit->count == ADMIT_PENDING_MAX ||
         (admit->count > 0 && admit->bytes + bytes > ADMIT_PENDING_BYTES)) {
    const struct pending *oldest = &admit->pending[0];
    log_warning("-", "dropping the %s half of submission %llu, attempt %u: the other never came",
                oldest->accept ? "accept" : "verdict", (unsigned long long)oldest->job.sequence,
                oldest->job.attempt);
    remove_pending(admit, 0);
  }
  struct pending *pending = &admit->pending[admit->count++];
  *pending = (struct pending){.job = *job, .bytes = bytes};
  admit->bytes += bytes;
  return pending;
}

int admit_accept(struct admit *admit, const struct accept_half *half, struct admit_pair *ret_pair,
                 bool *ret_ready, struct err *err) {
  int rc = refuse_signed(admit, &half->job, err);
  if (rc < 0) return rc;
  struct pending *pending = find(admit, &half->job);
  if (pending && pending->verdict) {
    rc = compare(half, pending->verdict, err);
    if (rc == 0) {
      ret_pair->accept = *half;
      ret_pair->verdict = *pending->verdict;
      memset(pending->verdict, 0, sizeof *pending->verdict);
      signed_add(admit->done, &half->job);
      *ret_ready = true;
    }
    forget(admit, &half->job);
    return rc;
  }
  *ret_ready = false;
  if (pending) { /* sent again: the ledger may have restarted */
    *pending->accept = *half;
    return 0;
  }
  struct accept_half *copy = malloc(sizeof *copy);
  if (!copy) return err_set(err, ERR_MEMORY, "accept half: no memory");
  *copy = *half;
  add_pending(admit, &half->job, sizeof *copy)->accept = copy;
  return 0;
}

int admit_verdict(struct admit *admit, struct verdict_half *half, struct admit_pair *ret_pair,
                  bool *ret_ready, struct err *err) {
  int rc = refuse_signed(admit, &half->job, err);
  struct pending *pending = rc == 0 ? find(admit, &half->job) : NULL;
  if (pending && pending->accept) rc = compare(pending->accept, half, err);
  if (rc < 0) {
    verdict_half_clear(half);
    return rc;
  }
  if (pending && pending->accept) {
    ret_pair->accept = *pending->accept;
    ret_pair->verdict = *half;
    signed_add(admit->done, &half->job);
    forget(admit, &half->job);
    *ret_ready = true;
    return 0;
  }
  forget(admit, &half->job);
  *ret_ready = false;
  struct verdict_half *copy = malloc(sizeof *copy);
  if (!copy) {
    verdict_half_clear(half);
    return err_set(err, ERR_MEMORY, "verdict half: no memory");
  }
  *copy = *half;
  add_pending(admit, &half->job, verdict_bytes(half))->verdict = copy;
  return 0;
}

int admit_give_up(struct admit *admit, const struct accept_half *half, struct admit_pair *ret_pair,
                  struct err *err) {
  int rc = refuse_signed(admit, &half->job, err);
  if (rc < 0) return rc;
  forget(admit, &half->job);
  struct verdict_half verdict = {.job = half->job, .verdict = VERDICT_INTERNAL_ERROR};
  memcpy(verdict.content_digest, half->content_digest, DIGEST_SIZE);
  strcpy(verdict.message,
         "This submission could not be graded because of a fault of the grading system. "
         "The fault is not the submission's.");
  verdict.started_at = half->leased_at;
  verdict.finished_at = clock_wall();
  ret_pair->accept = *half;
  ret_pair->verdict = verdict;
  signed_add(admit->done, &half->job);
  return 0;
}
