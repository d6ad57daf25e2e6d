#include "daemon/ledger/lease.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/ledger/grant.h"

struct job *lease_find(const struct ledger *ledger, uint64_t sequence) {
  for (struct job *job = ledger->jobs; job; job = job->next)
    if (job->accept.job.sequence == sequence) return job;
  return NULL;
}

/* The judge goes on with what it has; its answer will be about a job that is not its any more. */
static void part_from_judge(struct ledger *ledger, struct job *job) {
  if (job->judge >= 0) ledger->judges[job->judge].job = NULL;
  job->judge = -1;
}

void lease_drop(struct ledger *ledger, struct job *job) {
  part_from_judge(ledger, job);
  for (struct job **link = &ledger->jobs; *link; link = &(*link)->next) {
    if (*link != job) continue;
    *link = job->next;
    ledger->job_count--;
    free(job);
    return;
  }
}

bool lease_is_out(const struct ledger *ledger) {
  for (const struct job *job = ledger->jobs; job; job = job->next)
    if (job->phase != JOB_GIVEN_UP) return true;
  return false;
}

uint64_t lease_deadline(const struct ledger *ledger) {
  uint64_t deadline = grant_deadline(ledger, clock_monotonic());
  for (const struct job *job = ledger->jobs; job; job = job->next)
    if (job->deadline < deadline) deadline = job->deadline;
  return deadline;
}

/* ---- coming back */

static void come_back(struct ledger *ledger, struct job *job, bool fault, const char *reason) {
  part_from_judge(ledger, job);
  job->fault = fault;
  job->deadline = 0;
  snprintf(job->reason, sizeof job->reason, "%s", reason);
}

static uint32_t faults_max(const struct ledger *ledger) {
  return ledger->role.config.attempts_max > 0 ? ledger->role.config.attempts_max : 1;
}

/* Nobody said that it comes back: time ran out. */
static void run_out(struct ledger *ledger, struct job *job) {
  if (job->phase == JOB_RUNNING)
    come_back(ledger, job, true, "the lease ran out");
  else if (job->phase == JOB_AWAITED)
    come_back(ledger, job, false, "the signer sent no envelope");
  else
    job->deadline = 0;
}

static void plan_return(struct ledger *ledger, struct job *job) {
  if (job->deadline != 0) run_out(ledger, job);
  struct step *step = ledger_add_step(ledger, STEP_RETURN);
  if (!step) return;
  step->back.job = job->accept.job;
  step->back.faults = job->faults + job->fault;
  step->back.give_up = job->phase == JOB_GIVEN_UP || step->back.faults >= faults_max(ledger) ||
                       job->accept.job.attempt >= LEASE_ATTEMPTS_A_FAULT * faults_max(ledger);
}

void lease_plan_returns(struct ledger *ledger) {
  uint64_t now = clock_monotonic();
  uint32_t planned = 0;
  for (struct job *job = ledger->jobs; job && planned < LEDGER_RETURNS; job = job->next) {
    if (job->deadline > now) continue;
    if (job->phase == JOB_GIVEN_UP && !peer_is_connected(&ledger->signer)) {
      job->deadline = now + LEASE_AWAIT_NS;
      continue;
    }
    plan_return(ledger, job);
    planned++;
  }
}

int lease_apply_return(struct ledger *ledger, struct step_return *step, struct err *err) {
  int changes = 0;
  sqlite3_stmt *update =
      store_use(&ledger->store, step->give_up ? STORE_NEXT_ATTEMPT : STORE_REQUEUE);
  store_bind_number(update, 1, step->job.sequence);
  store_bind_number(update, 2, step->faults);
  store_bind_number(update, 3, step->job.attempt);
  int rc = store_run(&ledger->store, update, &changes, err);
  step->changed = changes == 1;
  return rc;
}

void lease_finish_return(struct ledger *ledger, struct step_return *step) {
  struct job *job = lease_find(ledger, step->job.sequence);
  char subject[LEDGER_SUBJECT];
  if (!job) return;
  ledger_subject(subject, job->accept.tenant, job->accept.id);
  if (step->changed && step->give_up) {
    log_warning(subject, "giving up after %u faults: %s", step->faults, job->reason);
    job->faults = step->faults;
    job->accept.job.attempt++;
    grant_give_up(ledger, job);
    return;
  }
  if (step->changed) {
    log_warning(subject, "attempt %u has failed, queueing it again: %s", step->job.attempt,
                job->reason);
    lane_add(&ledger->lanes, job->tenant, job->accept.lane, step->job.sequence);
  }
  lease_drop(ledger, job);
}

/* ---- judges */

static int read_graded(struct ledger *ledger, struct judge *judge, struct bytes_reader *reader,
                       struct err *err) {
  struct job_ref ref;
  job_ref_get(&ref, reader);
  int rc = bytes_reader_finish(reader, "graded", err);
  struct job *job = judge->job;
  if (rc < 0 || !job || job->accept.job.sequence != ref.sequence ||
      job->accept.job.attempt != ref.attempt)
    return rc;
  part_from_judge(ledger, job);
  job->phase = JOB_AWAITED;
  job->deadline = clock_monotonic() + LEASE_AWAIT_NS;
  return 0;
}

static int read_fault(struct ledger *ledger, struct judge *judge, struct bytes_reader *reader,
                      struct err *err) {
  struct fault_record fault;
  int rc = fault_record_get(&fault, reader, err);
  if (rc == 0) rc = bytes_reader_finish(reader, "fault", err);
  struct job *job = judge->job;
  if (rc < 0 || !job || job->accept.job.sequence != fault.job.sequence ||
      job->accept.job.attempt != fault.job.attempt)
    return rc;
  come_back(ledger, job, true, fault.reason);
  return 0;
}

int lease_read_judge(struct ledger *ledger, uint32_t index, struct err *err) {
  struct judge *judge = &ledger->judges[index];
  const struct channel_message *message = &ledger->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  int rc = channel_message_expect_fds(message, 0, err);
  if (rc < 0) return rc;
  switch (message->type) {
    case MESSAGE_IDLE:
      rc = bytes_reader_finish(&reader, "idle", err);
      if (rc == 0 && judge->job)
        come_back(ledger, judge->job, true, "the judge asked for work instead of answering");
      judge->idle = rc == 0;
      return rc;
    case MESSAGE_GRADED:
      return read_graded(ledger, judge, &reader, err);
    case MESSAGE_FAULT:
      return read_fault(ledger, judge, &reader, err);
    default:
      return err_set(err, ERR_PROTOCOL, "type %u is not a judge's to send", message->type);
  }
}

void lease_judge_lost(struct ledger *ledger, uint32_t index) {
  struct judge *judge = &ledger->judges[index];
  judge->idle = false;
  if (judge->job) come_back(ledger, judge->job, true, "the judge has gone");
}

/* ---- the signer */

void lease_signer_arrived(struct ledger *ledger) {
  for (struct job *job = ledger->jobs; job; job = job->next) {
    if (job->phase == JOB_RUNNING)
      grant_announce(ledger, job);
    else if (job->phase == JOB_GIVEN_UP)
      grant_give_up(ledger, job);
    else
      come_back(ledger, job, false, "the signer was replaced");
  }
}
