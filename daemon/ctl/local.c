/* Theory of operation: a slot is a jailer process and a judge process joined by a channel; we hold
 * the other ends of the judge's ledger and signer channels and both control channels. The judge
 * says IDLE, gets a LEASE, sends its VERDICT_HALF on the signer's channel and then GRADED (or
 * FAULT) on the ledger's. Since the two channels are not ordered against each other, an outcome is
 * complete when both messages are there. */
#include "daemon/ctl/local.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "daemon/ctl/local_slot.h"

#define TRIES_MAX 2
#define SLOT_FDS 3

struct queued {
  struct queued *next;
  struct lease lease;
  uint32_t tries;
};

struct local {
  struct local_options options;
  int libexec_fd, secret_fd;
  struct queued *first, **last;
  uint32_t slot_count;
  struct slot {
    struct local_slot process;
    struct queued *job; /* NULL: none leased */
    bool idle, graded, has_half;
    struct verdict_half half;
  } slots[];
};

static void free_job(struct queued **job) {
  if (!*job) return;
  submission_clear(&(*job)->lease.submission);
  free(*job);
  *job = NULL;
}

static void push(struct local *local, struct queued *job) {
  job->next = NULL;
  *local->last = job;
  local->last = &job->next;
}

static struct queued *pop(struct local *local) {
  struct queued *job = local->first;
  if (!job) return NULL;
  local->first = job->next;
  if (!local->first) local->last = &local->first;
  return job;
}

void local_stop(struct local **local) {
  if (!*local) return;
  for (uint32_t i = 0; i < (*local)->slot_count; i++) {
    struct slot *slot = &(*local)->slots[i];
    local_slot_stop(&slot->process);
    free_job(&slot->job);
    if (slot->has_half) verdict_half_clear(&slot->half);
  }
  for (struct queued *job; (job = pop(*local));) free_job(&job);
  fd_close(&(*local)->libexec_fd);
  fd_close(&(*local)->secret_fd);
  free(*local);
  *local = NULL;
}

static int start_slot(struct local *local, uint32_t index, struct err *err) {
  struct slot *slot = &local->slots[index];
  slot->idle = slot->graded = false;
  return local_slot_start(&slot->process, index, local->libexec_fd, local->options.store_fd,
                          local->secret_fd, err);
}

int local_start(const struct local_options *options, struct local **ret_local, struct err *err) {
  struct local *local = calloc(1, sizeof *local + options->slots * sizeof local->slots[0]);
  if (!local) return err_set(err, ERR_MEMORY, "slots: no memory");
  local->options = *options;
  local->libexec_fd = local->secret_fd = -1;
  local->last = &local->first;
  local->slot_count = options->slots;
  for (uint32_t i = 0; i < options->slots; i++) local_slot_init(&local->slots[i].process);
  int rc = spawn_open_libexec(&local->libexec_fd, err);
  if (rc == 0)
    rc = fd_sealed("bank-secret", options->secret, sizeof options->secret, &local->secret_fd, err);
  for (uint32_t i = 0; rc == 0 && i < options->slots; i++) rc = start_slot(local, i, err);
  if (rc < 0) {
    local_stop(&local);
    return rc;
  }
  *ret_local = local;
  return 0;
}

int local_add(struct local *local, const struct lease *lease, struct err *err) {
  struct queued *job = calloc(1, sizeof *job);
  if (!job) return err_set(err, ERR_MEMORY, "lease: no memory");
  job->lease = *lease;
  job->lease.submission.source = malloc(lease->submission.source_length + 1);
  if (!job->lease.submission.source) {
    free(job);
    return err_set(err, ERR_MEMORY, "lease: no memory for its source");
  }
  memcpy(job->lease.submission.source, lease->submission.source, lease->submission.source_length);
  job->lease.submission.source[lease->submission.source_length] = 0;
  push(local, job);
  return 0;
}

/* Gives waiting jobs to idle slots. */
static int feed(struct local *local, struct err *err) {
  for (uint32_t i = 0; i < local->slot_count && local->first; i++) {
    struct slot *slot = &local->slots[i];
    if (!slot->idle || slot->job) continue;
    slot->job = pop(local);
    slot->job->lease.job.attempt = ++slot->job->tries;
    slot->idle = slot->graded = false;
    int rc = local_slot_lease(&slot->process, &slot->job->lease, err);
    /* A judge that died meanwhile is seen by its closed channel in the next poll. */
    if (rc < 0 && rc != -ERR_CLOSED) return rc;
  }
  return 0;
}

/* The job of a slot whose judge failed: once more, or reported. True when *outcome is filled. */
static bool retry_or_report(struct local *local, struct slot *slot, const char *reason,
                            struct local_outcome *outcome) {
  struct queued *job = slot->job;
  slot->job = NULL;
  if (slot->has_half) verdict_half_clear(&slot->half);
  slot->has_half = slot->graded = false;
  if (!job) return false;
  if (job->tries < TRIES_MAX) {
    push(local, job);
    return false;
  }
  outcome->sequence = job->lease.job.sequence;
  snprintf(outcome->fault, sizeof outcome->fault, "%s", reason);
  free_job(&job);
  return true;
}

static bool complete(struct slot *slot, struct local_outcome *outcome) {
  if (!slot->job || !slot->graded || !slot->has_half) return false;
  outcome->sequence = slot->job->lease.job.sequence;
  outcome->half = slot->half;
  slot->has_half = slot->graded = false;
  free_job(&slot->job);
  return true;
}

static int on_ledger_message(struct local *local, struct slot *slot, struct local_outcome *outcome,
                             bool *finished, struct err *err) {
  struct local_event event;
  int rc = local_slot_receive(&slot->process, &event, err);
  if (rc < 0) return rc;
  if (event.kind == LOCAL_IDLE) slot->idle = true;
  if (event.kind == LOCAL_GRADED) slot->graded = true;
  if (event.kind == LOCAL_FAULT) *finished = retry_or_report(local, slot, event.reason, outcome);
  return 0;
}

static int on_signer_message(struct slot *slot, struct err *err) {
  if (slot->has_half) verdict_half_clear(&slot->half);
  slot->has_half = false;
  int rc = local_slot_receive_half(&slot->process, &slot->half, err);
  slot->has_half = rc == 0;
  return rc;
}

/* The judge or its jailer is gone or talks nonsense: start both again. */
static int replace_slot(struct local *local, uint32_t index, const struct err *cause,
                        struct local_outcome *outcome, bool *finished, struct err *err) {
  struct slot *slot = &local->slots[index];
  char reason[256];
  snprintf(reason, sizeof reason, "judge of slot %u: %.200s", index, cause->message);
  local_slot_stop(&slot->process);
  *finished = retry_or_report(local, slot, reason, outcome);
  return start_slot(local, index, err);
}

static bool anything_left(const struct local *local) {
  bool left = local->first != NULL;
  for (uint32_t i = 0; i < local->slot_count; i++) left |= local->slots[i].job != NULL;
  return left;
}

static int serve(struct local *local, uint32_t index, const struct pollfd *ready,
                 struct local_outcome *outcome, bool *finished, struct err *err) {
  struct slot *slot = &local->slots[index];
  struct err cause = {0};
  int rc = 0;
  /* The judge would wait for another jailer; we have none to give. */
  if (ready[2].revents) rc = err_set(&cause, ERR_CLOSED, "its jailer has ended");
  if (rc == 0 && ready[1].revents) rc = on_signer_message(slot, &cause);
  if (rc == 0 && ready[0].revents) rc = on_ledger_message(local, slot, outcome, finished, &cause);
  if (rc < 0) return replace_slot(local, index, &cause, outcome, finished, err);
  if (!*finished) *finished = complete(slot, outcome);
  return 0;
}

int local_next(struct local *local, struct local_outcome *ret_outcome, struct err *err) {
  memset(ret_outcome, 0, sizeof *ret_outcome);
  FREE_CLEANUP struct pollfd *waiting = calloc(local->slot_count * SLOT_FDS, sizeof *waiting);
  if (!waiting) return err_set(err, ERR_MEMORY, "poll: no memory");
  while (anything_left(local)) {
    int rc = feed(local, err);
    if (rc < 0) return rc;
    for (uint32_t i = 0; i < local->slot_count; i++) {
      const struct local_slot *process = &local->slots[i].process;
      struct pollfd *fds = &waiting[SLOT_FDS * i];
      fds[0] = (struct pollfd){.fd = local_slot_ledger_fd(process), .events = POLLIN};
      fds[1] = (struct pollfd){.fd = local_slot_signer_fd(process), .events = POLLIN};
      fds[2] = (struct pollfd){.fd = process->jailer_pidfd, .events = POLLIN};
    }
    if (poll(waiting, SLOT_FDS * local->slot_count, -1) < 0 && errno != EINTR)
      return err_system(err, "poll");
    bool finished = false;
    for (uint32_t i = 0; i < local->slot_count && !finished; i++) {
      rc = serve(local, i, &waiting[SLOT_FDS * i], ret_outcome, &finished, err);
      if (rc < 0) return rc;
    }
    if (finished) return 0;
  }
  return err_set(err, ERR_NOT_FOUND, "nothing is queued");
}
