#include "daemon/ledger/grant.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/ledger/lease.h"

/* So many jobs may wait for the signer before judges wait, too. */
static uint32_t jobs_max(const struct ledger *ledger) { return 64 + 4 * ledger->judge_count; }

static bool leases_are_given(const struct ledger *ledger) {
  return !ledger->draining && ledger->unsealed_count == 0 && peer_is_connected(&ledger->signer) &&
         ledger->job_count < jobs_max(ledger);
}

static bool may_have_work(const struct judge *judge) {
  return judge->idle && !judge->job && peer_is_connected(&judge->peer);
}

static bool is_any_judge_free(const struct ledger *ledger) {
  for (uint32_t i = 0; i < ledger->judge_count; i++)
    if (may_have_work(&ledger->judges[i])) return true;
  return false;
}

uint64_t grant_deadline(const struct ledger *ledger, uint64_t now) {
  if (!leases_are_given(ledger) || lane_total(&ledger->lanes, true) == 0 ||
      !is_any_judge_free(ledger))
    return UINT64_MAX;
  bool waits = burst_holds_bulk(&ledger->burst, now) && lane_total(&ledger->lanes, false) == 0;
  return waits ? burst_end(&ledger->burst) : 0;
}

static int refill(void *context, enum lane lane, const struct lane_queue *queue,
                  uint64_t sequences[static LANE_WINDOW], uint32_t *ret_count, struct err *err) {
  struct ledger *ledger = context;
  sqlite3_stmt *query = store_use(&ledger->store, STORE_REFILL);
  store_bind_number(query, 1, lane);
  store_bind_text(query, 2, queue->tenant->name);
  store_bind_number(query, 3, queue->cursor);
  store_bind_number(query, 4, LANE_WINDOW);
  uint32_t count = 0;
  int rc;
  while ((rc = store_step(&ledger->store, query, err)) == 1) {
    sequences[count++] = store_get_number(query, 0);
    if (count == LANE_WINDOW) break;
  }
  sqlite3_reset(query);
  if (rc < 0) return rc;
  *ret_count = count;
  return 0;
}

void grant_plan(struct ledger *ledger) {
  struct err err;
  if (!leases_are_given(ledger)) return;
  uint64_t now = clock_monotonic();
  bool bulk = !burst_holds_bulk(&ledger->burst, now);
  for (uint32_t i = 0; i < ledger->judge_count && ledger->step_count < LEDGER_GRANTS; i++) {
    struct lane_choice choice;
    if (!may_have_work(&ledger->judges[i])) continue;
    int rc = lane_take(&ledger->lanes, bulk, refill, ledger, &choice, &err);
    if (rc < 0) {
      log_error("-", "no lease for a while: %s", err.message);
      ledger->paused_until = clock_monotonic() + CLOCK_SECOND;
    }
    if (rc <= 0) return;
    struct step *step = ledger_add_step(ledger, STEP_GRANT);
    if (!step) {
      lane_add(&ledger->lanes, choice.tenant, choice.lane, choice.sequence);
      return;
    }
    step->grant.choice = choice;
    step->grant.judge = i;
    if (choice.lane != LANE_INTERACTIVE) burst_served(&ledger->burst, now);
  }
}

/* The row as STORE_LEASE returns it. */
static int read_row(struct step_grant *step, sqlite3_stmt *row, struct err *err) {
  struct submission *submission = &step->submission;
  struct accept_half *half = &step->accept;
  bool ok = store_get_text(row, 0, half->tenant, sizeof half->tenant) &&
            store_get_text(row, 1, half->id, sizeof half->id) &&
            store_get_text(row, 2, half->question, sizeof half->question) &&
            store_get_text(row, 3, half->language, sizeof half->language) &&
            store_get_raw(row, 5, half->question_digest, DIGEST_SIZE) &&
            store_get_raw(row, 6, half->content_digest, DIGEST_SIZE) &&
            store_get_raw(row, 7, half->source_digest, DIGEST_SIZE);
  if (!ok)
    return err_set(err, ERR_INTERNAL, "journal: submission %llu is not readable",
                   (unsigned long long)step->choice.sequence);
  half->lane = (enum lane)store_get_number(row, 4);
  half->accepted_at = store_get_number(row, 8);
  half->leased_at = clock_wall();
  half->job.sequence = step->choice.sequence;
  half->job.attempt = (uint32_t)store_get_number(row, 9);
  step->faults = (uint32_t)store_get_number(row, 10);
  memcpy(submission->tenant, half->tenant, sizeof half->tenant);
  memcpy(submission->id, half->id, sizeof half->id);
  memcpy(submission->question, half->question, sizeof half->question);
  memcpy(submission->language, half->language, sizeof half->language);
  submission->lane = half->lane;
  memcpy(submission->question_digest, half->question_digest, DIGEST_SIZE);
  memcpy(submission->content_digest, half->content_digest, DIGEST_SIZE);
  memcpy(submission->source_digest, half->source_digest, DIGEST_SIZE);
  return 0;
}

static int read_files(struct submission *submission, sqlite3_stmt *row, struct err *err) {
  struct bytes_reader reader =
      bytes_reader(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));
  uint64_t offset = 0;
  size_t length = 0;
  submission->file_count = bytes_get_u32(&reader);
  if (submission->file_count > LIMIT_FILES) reader.failed = true;
  for (uint32_t i = 0; i < submission->file_count && !reader.failed; i++) {
    struct source_file *file = &submission->files[i];
    bytes_get_string(&reader, file->name, sizeof file->name);
    file->length = bytes_get_u32(&reader);
    file->offset = (uint32_t)offset;
    offset += file->length;
  }
  int rc = bytes_reader_finish(&reader, "journal: file table", err);
  if (rc == 0) rc = store_get_blob(row, 1, &submission->source, &length, err);
  if (rc == 0 && length != offset)
    rc = err_set(err, ERR_INTERNAL, "journal: source and file table differ");
  submission->source_length = (uint32_t)length;
  return rc < 0 ? err_wrap(err, rc, "a stored submission") : 0;
}

int grant_read_source(struct ledger *ledger, uint64_t sequence, struct submission *submission,
                      struct err *err) {
  sqlite3_stmt *query = store_use(&ledger->store, STORE_READ_SOURCE);
  store_bind_number(query, 1, sequence);
  int rc = store_step(&ledger->store, query, err);
  if (rc == 0)
    return err_set(err, ERR_INTERNAL, "journal: submission %llu has no source",
                   (unsigned long long)sequence);
  if (rc == 1) rc = read_files(submission, query, err);
  sqlite3_reset(query);
  return rc;
}

int grant_apply(struct ledger *ledger, struct step_grant *step, struct err *err) {
  sqlite3_stmt *update = store_use(&ledger->store, STORE_LEASE);
  store_bind_number(update, 1, step->choice.sequence);
  int rc = store_step(&ledger->store, update, err);
  if (rc <= 0) return rc;
  step->granted = true;
  rc = read_row(step, update, err);
  if (rc == 0) rc = store_run(&ledger->store, update, NULL, err);
  if (rc == 0) rc = grant_read_source(ledger, step->choice.sequence, &step->submission, err);
  sqlite3_reset(update);
  return rc;
}

void grant_announce(struct ledger *ledger, const struct job *job) {
  struct bytes_writer writer = ledger_record(ledger);
  accept_half_put(&job->accept, &writer);
  peer_send(&ledger->signer, MESSAGE_ACCEPT_HALF, &writer, -1, 0);
}

void grant_give_up(struct ledger *ledger, struct job *job) {
  job->phase = JOB_GIVEN_UP;
  job->fault = false;
  job->deadline = clock_monotonic() + LEASE_AWAIT_NS;
  struct bytes_writer writer = ledger_record(ledger);
  accept_half_put(&job->accept, &writer);
  bytes_put_string(&writer, job->reason);
  peer_send(&ledger->signer, MESSAGE_GIVE_UP, &writer, -1, 0);
}

static void send_lease(struct ledger *ledger, const struct step_grant *step) {
  const struct lease lease = {.job = step->accept.job, .submission = step->submission};
  struct bytes_writer writer = ledger_record(ledger);
  struct peer *peer = &ledger->judges[step->judge].peer;
  FD_CLEANUP int blob = -1;
  struct err err;
  if (lease_put(&lease, &writer, &blob, &err) < 0) {
    log_error("-", "a lease cannot be sent: %s", err.message);
    peer->broken = true;
    return;
  }
  peer_send(peer, MESSAGE_LEASE, &writer, blob, step->submission.source_length);
}

static struct job *add_job(struct ledger *ledger, const struct step_grant *step) {
  uint64_t lease_ns = ledger->role.config.lease_ns;
  struct job *job = calloc(1, sizeof *job);
  if (!job) return NULL;
  job->phase = JOB_RUNNING;
  job->judge = -1;
  job->tenant = step->choice.tenant;
  job->faults = step->faults;
  job->accept = step->accept;
  job->deadline = clock_monotonic() + (lease_ns > 0 ? lease_ns : 600 * CLOCK_SECOND);
  job->next = ledger->jobs;
  ledger->jobs = job;
  ledger->job_count++;
  return job;
}

void grant_finish(struct ledger *ledger, struct step_grant *step) {
  struct judge *judge = &ledger->judges[step->judge];
  struct job *job = step->granted ? add_job(ledger, step) : NULL;
  uint32_t faults_max = ledger->role.config.attempts_max;
  if (step->granted && !job) { /* stays leased on disk until the next start */
    log_error("-", "no memory for another job");
  } else if (job && faults_max > 0 && job->faults >= faults_max) {
    strcpy(job->reason, "it had failed too often before a restart");
    grant_give_up(ledger, job);
  } else if (job && !may_have_work(judge)) { /* it has gone since it was chosen */
    job->deadline = 0;
    strcpy(job->reason, "the judge has gone");
  } else if (job) {
    job->judge = (int)step->judge;
    judge->job = job;
    judge->idle = false;
    grant_announce(ledger, job);
    send_lease(ledger, step);
  }
  submission_clear(&step->submission);
}

void grant_reject(struct ledger *ledger, struct step_grant *step) {
  lane_add(&ledger->lanes, step->choice.tenant, step->choice.lane, step->choice.sequence);
  submission_clear(&step->submission);
}
