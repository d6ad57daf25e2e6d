#include "daemon/ledger/accept.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/ledger/outbox.h"

#define RETRY_QUEUE_MS 1000
#define RETRY_DISK_MS 5000
#define RETRY_DRAINING_MS 5000
#define FILES_BYTES (LIMIT_FILES * (LIMIT_FILE_NAME_BYTES + 8) + 8)

int accept_read(struct ledger *ledger, const struct front_route *route, struct bytes_reader *reader,
                struct err *err) {
  struct submission submission;
  int rc = submission_get(&submission, reader, &ledger->message, 0, err);
  if (rc < 0) return rc;
  rc = bytes_reader_finish(reader, "submission", err);
  if (rc == 0)
    rc = channel_message_expect_fds(&ledger->message,
                                    submission.source_length > CHANNEL_BLOB_INLINE, err);
  struct step *step = rc == 0 ? ledger_add_step(ledger, STEP_SUBMIT) : NULL;
  if (!step) {
    submission_clear(&submission);
    return rc < 0 ? rc : err_set(err, ERR_INTERNAL, "a turn is overfull");
  }
  step->submit.route = *route;
  step->submit.submission = submission;
  return 0;
}

static void refuse(struct submit_reply *reply, enum reject_reason reason, uint64_t retry_after_ms,
                   const char *message) {
  reply->accepted = false;
  reply->reason = reason;
  reply->retry_after_ms = retry_after_ms;
  snprintf(reply->message, sizeof reply->message, "%s", message);
}

static bool disk_is_short(const struct ledger *ledger) {
  struct statfs info;
  if (fstatfs(ledger->store.directory, &info) < 0) return true;
  return (uint64_t)info.f_bavail * (uint64_t)info.f_bsize < ledger->role.config.disk_reserve;
}

/* Only what is new is refused: a submission that is here already costs nothing. */
static bool refuse_new(const struct ledger *ledger, struct submit_reply *reply) {
  char message[160];
  if (ledger->draining) {
    refuse(reply, REJECT_DRAINING, RETRY_DRAINING_MS, "the daemon takes no new submissions");
    return true;
  }
  if (ledger->not_done + ledger->arriving >= ledger->role.config.queue_limit) {
    snprintf(message, sizeof message, "%" PRIu64 " submissions wait or run, the limit is %" PRIu64,
             ledger->not_done + ledger->arriving, ledger->role.config.queue_limit);
    refuse(reply, REJECT_OVERLOADED, RETRY_QUEUE_MS, message);
    return true;
  }
  /* Once a turn is enough: a turn adds at most a few megabytes. */
  if (ledger->arriving == 0 && disk_is_short(ledger)) {
    snprintf(message, sizeof message, "fewer than %llu bytes of disk are free",
             (unsigned long long)ledger->role.config.disk_reserve);
    refuse(reply, REJECT_OVERLOADED, RETRY_DISK_MS, message);
    return true;
  }
  return false;
}

static size_t put_files(const struct submission *submission, uint8_t files[static FILES_BYTES]) {
  struct bytes_writer writer = bytes_writer(files, FILES_BYTES);
  bytes_put_u32(&writer, submission->file_count);
  for (uint32_t i = 0; i < submission->file_count; i++) {
    bytes_put_string(&writer, submission->files[i].name);
    bytes_put_u32(&writer, submission->files[i].length);
  }
  return writer.length;
}

static int insert_source(struct ledger *ledger, const struct step_submit *step, struct err *err) {
  uint8_t files[FILES_BYTES];
  sqlite3_stmt *insert = store_use(&ledger->store, STORE_INSERT_SOURCE);
  store_bind_number(insert, 1, step->sequence);
  store_bind_blob(insert, 2, files, put_files(&step->submission, files));
  store_bind_blob(insert, 3, step->submission.source, step->submission.source_length);
  return store_run(&ledger->store, insert, NULL, err);
}

static int insert(struct ledger *ledger, struct step_submit *step, struct err *err) {
  const struct submission *submission = &step->submission;
  uint64_t now = clock_wall();
  int changes = 0;
  sqlite3_stmt *query = store_use(&ledger->store, STORE_INSERT_SUBMISSION);
  store_bind_text(query, 1, submission->tenant);
  store_bind_text(query, 2, submission->id);
  store_bind_text(query, 3, submission->question);
  store_bind_text(query, 4, submission->language);
  store_bind_number(query, 5, submission->lane);
  store_bind_blob(query, 6, submission->question_digest, DIGEST_SIZE);
  store_bind_blob(query, 7, submission->content_digest, DIGEST_SIZE);
  store_bind_blob(query, 8, submission->source_digest, DIGEST_SIZE);
  store_bind_number(query, 9, now);
  int rc = store_run(&ledger->store, query, &changes, err);
  if (rc < 0 || changes == 0) return rc;
  step->sequence = (uint64_t)sqlite3_last_insert_rowid(ledger->store.database);
  step->reply.accepted = true;
  step->reply.accepted_at = now;
  ledger->arriving++;
  return insert_source(ledger, step, err);
}

/* *ret_found: the id is known, and the reply is filled in. */
static int look_up(struct ledger *ledger, struct step_submit *step, bool *ret_found,
                   struct err *err) {
  uint8_t digest[DIGEST_SIZE];
  sqlite3_stmt *query = store_use(&ledger->store, STORE_FIND_SUBMISSION);
  store_bind_text(query, 1, step->submission.tenant);
  store_bind_text(query, 2, step->submission.id);
  int rc = store_step(&ledger->store, query, err);
  *ret_found = rc == 1;
  if (rc <= 0) return rc;
  store_get_raw(query, 1, digest, sizeof digest);
  if (memcmp(digest, step->submission.content_digest, sizeof digest) == 0) {
    step->reply.accepted = step->reply.duplicate = true;
    step->reply.accepted_at = store_get_number(query, 2);
    if (store_get_number(query, 3) == JOB_DONE) step->sequence = store_get_number(query, 0);
  } else {
    refuse(&step->reply, REJECT_CONFLICT, 0, "this id was accepted before with other content");
    snprintf(step->reply.field, sizeof step->reply.field, "submit.id");
  }
  sqlite3_reset(query);
  return 0;
}

int accept_apply(struct ledger *ledger, struct step_submit *step, struct err *err) {
  struct submit_reply verdict = {0};
  bool found = false;
  memcpy(step->reply.id, step->submission.id, sizeof step->reply.id);
  memcpy(step->reply.content_digest, step->submission.content_digest, DIGEST_SIZE);
  bool refused = refuse_new(ledger, &verdict);
  /* The insert itself finds out whether the id is new: one look-up less in the usual case. */
  if (!refused) {
    int rc = insert(ledger, step, err);
    if (rc < 0 || step->reply.accepted) return rc;
  }
  int rc = look_up(ledger, step, &found, err);
  if (rc == 0 && !found)
    refuse(&step->reply, verdict.reason, verdict.retry_after_ms, verdict.message);
  return rc;
}

void accept_reply(struct ledger *ledger, uint32_t type, const struct front_route *route,
                  const struct submit_reply *reply) {
  struct bytes_writer writer = ledger_record(ledger);
  front_route_put(route, &writer);
  submit_reply_put(reply, &writer);
  peer_send(&ledger->front, type, &writer, -1, 0);
}

static void enqueue(struct ledger *ledger, struct step_submit *step) {
  struct tenant *tenant = tenant_get(&ledger->tenants, step->submission.tenant);
  ledger->not_done++;
  ledger->last_sequence = step->sequence;
  if (tenant)
    lane_add(&ledger->lanes, tenant, step->submission.lane, step->sequence);
  else /* it is on disk and will be found at the next start */
    log_error(step->submission.tenant, "no memory for another tenant's queue");
}

void accept_finish(struct ledger *ledger, struct step_submit *step) {
  bool is_new = step->reply.accepted && !step->reply.duplicate;
  if (is_new) enqueue(ledger, step);
  accept_reply(ledger, step->reply.accepted ? MESSAGE_ACCEPTED : MESSAGE_REJECTED, &step->route,
               &step->reply);
  if (step->reply.duplicate && step->sequence)
    outbox_resend(ledger, step->route.session, step->sequence, step->submission.id);
  submission_clear(&step->submission);
}

void accept_reject(struct ledger *ledger, struct step_submit *step) {
  struct submit_reply reply = {0};
  memcpy(reply.id, step->submission.id, sizeof reply.id);
  refuse(&reply, REJECT_OVERLOADED, RETRY_DISK_MS, "the journal cannot be written at present");
  accept_reply(ledger, MESSAGE_REJECTED, &step->route, &reply);
  submission_clear(&step->submission);
}
