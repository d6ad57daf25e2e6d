#include "daemon/ledger/seal.h"

#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/ledger/lease.h"
#include "daemon/ledger/outbox.h"

int seal_read(struct ledger *ledger, struct err *err) {
  struct channel_message *message = &ledger->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct envelope_record record;
  if (message->type != MESSAGE_ENVELOPE)
    return err_set(err, ERR_PROTOCOL, "type %u is not the signer's to send", message->type);
  int rc = envelope_record_get(&record, &reader, message, 0, err);
  if (rc < 0) return rc;
  rc = bytes_reader_finish(&reader, "envelope record", err);
  if (rc == 0)
    rc = channel_message_expect_fds(message, record.envelope_length > CHANNEL_BLOB_INLINE, err);
  struct step *step = rc == 0 ? ledger_add_step(ledger, STEP_SEAL) : NULL;
  if (!step) {
    envelope_record_clear(&record);
    return rc < 0 ? rc : err_set(err, ERR_INTERNAL, "a turn is overfull");
  }
  step->seal.record = record;
  return 0;
}

void seal_plan(struct ledger *ledger) {
  uint32_t taken = 0;
  while (taken < ledger->unsealed_count) {
    struct step *step = ledger_add_step(ledger, STEP_SEAL);
    if (!step) break;
    step->seal.record = ledger->unsealed[taken++].record;
  }
  ledger->unsealed_count -= taken;
  memmove(ledger->unsealed, ledger->unsealed + taken,
          ledger->unsealed_count * sizeof *ledger->unsealed);
}

/* Finds out whether this envelope is one that we are waiting for. */
static int look_up(struct ledger *ledger, struct step_seal *step, bool *ret_wanted,
                   struct err *err) {
  const struct job_ref *job = &step->record.job;
  char tenant[LIMIT_TENANT_BYTES + 1] = "", subject[LEDGER_SUBJECT];
  *ret_wanted = false;
  sqlite3_stmt *query = store_use(&ledger->store, STORE_STATE);
  store_bind_number(query, 1, job->sequence);
  int rc = store_step(&ledger->store, query, err);
  if (rc < 0) return rc;
  if (rc == 0) {
    log_error("-", "ignoring the envelope of an unknown submission %llu",
              (unsigned long long)job->sequence);
    return 0;
  }
  store_get_text(query, 0, tenant, sizeof tenant);
  store_get_text(query, 1, step->id, sizeof step->id);
  step->lane = (enum lane)store_get_number(query, 2);
  step->state_before = (uint32_t)store_get_number(query, 3);
  uint64_t attempt = store_get_number(query, 4);
  sqlite3_reset(query);
  ledger_subject(subject, tenant, step->id);
  if (step->state_before == JOB_DONE) {
    log_info(subject, "ignoring the envelope of attempt %u: there is a result", job->attempt);
  } else if (job->attempt == 0 || job->attempt > attempt) {
    log_error(subject, "ignoring an envelope of attempt %u: the last one was %llu", job->attempt,
              (unsigned long long)attempt);
  } else {
    step->tenant = tenant_get(&ledger->tenants, tenant);
    if (!step->tenant) return err_set(err, ERR_AGAIN, "no memory for another tenant");
    *ret_wanted = true;
  }
  return 0;
}

static int insert_result(struct ledger *ledger, const struct step_seal *step, uint64_t now,
                         struct err *err) {
  uint8_t digest[DIGEST_SIZE];
  const struct envelope_record *record = &step->record;
  int rc = digest_sha256(record->envelope, record->envelope_length, digest, err);
  if (rc < 0) return rc;
  sqlite3_stmt *insert = store_use(&ledger->store, STORE_INSERT_RESULT);
  store_bind_number(insert, 1, record->job.sequence);
  store_bind_number(insert, 2, record->job.attempt);
  store_bind_number(insert, 3, record->verdict);
  sqlite3_bind_double(insert, 4, record->score);
  store_bind_number(insert, 5, now);
  store_bind_blob(insert, 6, digest, sizeof digest);
  store_bind_blob(insert, 7, record->envelope, record->envelope_length);
  return store_run(&ledger->store, insert, NULL, err);
}

int seal_apply(struct ledger *ledger, struct step_seal *step, struct err *err) {
  uint64_t now = clock_wall();
  bool wanted;
  int rc = look_up(ledger, step, &wanted, err);
  if (rc < 0 || !wanted) return rc;
  rc = insert_result(ledger, step, now, err);
  if (rc < 0) return rc;
  bool heard = step->tenant->sessions != NULL;
  sqlite3_stmt *outbox = store_use(&ledger->store, STORE_INSERT_OUTBOX);
  store_bind_text(outbox, 1, step->tenant->name);
  store_bind_number(outbox, 2, step->record.job.sequence);
  store_bind_number(outbox, 3, heard);
  store_bind_number(outbox, 4, heard ? now + OUTBOX_FIRST_PAUSE_NS : 0);
  rc = store_run(&ledger->store, outbox, NULL, err);
  if (rc < 0) return rc;
  sqlite3_stmt *done = store_use(&ledger->store, STORE_DONE);
  store_bind_number(done, 1, step->record.job.sequence);
  rc = store_run(&ledger->store, done, NULL, err);
  step->sealed = rc == 0;
  return rc;
}

void seal_finish(struct ledger *ledger, struct step_seal *step) {
  if (step->sealed) {
    char subject[LEDGER_SUBJECT];
    struct job *job = lease_find(ledger, step->record.job.sequence);
    if (step->state_before == JOB_QUEUED)
      lane_remove(&ledger->lanes, step->tenant, step->lane, step->record.job.sequence);
    if (job) lease_drop(ledger, job);
    ledger->not_done--;
    log_info(ledger_subject(subject, step->tenant->name, step->id), "done, attempt %u: %s",
             step->record.job.attempt, verdict_name(step->record.verdict));
    outbox_push_new(ledger, step->tenant, step->id, step->record.envelope,
                    step->record.envelope_length);
  }
  envelope_record_clear(&step->record);
}

void seal_reject(struct ledger *ledger, struct step_seal *step) {
  if (ledger->unsealed_count < LEDGER_JUDGES_MAX) {
    struct step_seal waiting = {.record = step->record};
    ledger->unsealed[ledger->unsealed_count++] = waiting;
    return;
  }
  log_error("-", "dropping an envelope of submission %llu: too many wait for the disk",
            (unsigned long long)step->record.job.sequence);
  envelope_record_clear(&step->record);
}
