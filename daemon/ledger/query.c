#include "daemon/ledger/query.h"

#include <string.h>

#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/ledger/grant.h"

int query_read(struct ledger *ledger, const struct front_route *route, struct bytes_reader *reader,
               struct err *err) {
  struct query_record query;
  int rc = query_record_get(&query, reader, err);
  if (rc == 0) rc = bytes_reader_finish(reader, "query", err);
  if (rc < 0) return rc;
  struct step *step = ledger_add_step(ledger, STEP_QUERY);
  if (!step) return err_set(err, ERR_INTERNAL, "a turn is overfull");
  step->query.route = *route;
  step->query.query = query;
  return 0;
}

static int read_envelope(struct ledger *ledger, uint64_t sequence, const char *tenant,
                         struct answer_record *answer, struct err *err) {
  sqlite3_stmt *query = store_use(&ledger->store, STORE_READ_RESULT);
  store_bind_number(query, 1, sequence);
  int rc = store_step(&ledger->store, query, err);
  if (rc == 1) rc = store_get_blob(query, 0, &answer->envelope, &answer->envelope_length, err);
  sqlite3_reset(query);
  if (rc < 0) return rc;
  query = store_use(&ledger->store, STORE_IS_UNDELIVERED);
  store_bind_text(query, 1, tenant);
  store_bind_number(query, 2, sequence);
  rc = store_step(&ledger->store, query, err);
  answer->delivered = rc == 0;
  sqlite3_reset(query);
  return rc < 0 ? rc : 0;
}

static int read_source(struct ledger *ledger, uint64_t sequence, struct answer_record *answer,
                       struct err *err) {
  struct submission stored = {0};
  int rc = grant_read_source(ledger, sequence, &stored, err);
  if (rc < 0) return rc;
  answer->file_count = stored.file_count;
  memcpy(answer->files, stored.files, sizeof answer->files);
  answer->source = stored.source;
  answer->source_length = stored.source_length;
  return 0;
}

static int answer_submission(struct ledger *ledger, const struct query_record *query,
                             struct answer_record *answer, struct err *err) {
  sqlite3_stmt *find = store_use(&ledger->store, STORE_FIND_SUBMISSION);
  store_bind_text(find, 1, query->tenant);
  store_bind_text(find, 2, query->id);
  int rc = store_step(&ledger->store, find, err);
  if (rc <= 0) return rc;
  uint64_t sequence = store_get_number(find, 0);
  answer->found = true;
  answer->accepted_at = store_get_number(find, 2);
  answer->state = (enum job_state)store_get_number(find, 3);
  answer->attempt = (uint32_t)store_get_number(find, 4);
  store_get_text(find, 5, answer->question, sizeof answer->question);
  store_get_text(find, 6, answer->language, sizeof answer->language);
  sqlite3_reset(find);
  rc = answer->state == JOB_DONE ? read_envelope(ledger, sequence, query->tenant, answer, err) : 0;
  if (rc == 0 && query->with_source) rc = read_source(ledger, sequence, answer, err);
  return rc;
}

static int answer_status(struct ledger *ledger, const struct query_record *query,
                         struct answer_record *answer, struct err *err) {
  answer->found = true;
  for (int i = 0; i < LANE_COUNT; i++) answer->queued[i] = ledger->lanes.lane[i].total;
  answer->running = ledger->job_count;
  answer->done = ledger->last_sequence - ledger->not_done;
  answer->slots = ledger->role.config.slots;
  for (uint32_t i = 0; i < ledger->judge_count; i++)
    answer->slots_busy += ledger->judges[i].job != NULL;
  sqlite3_stmt *count = store_use(&ledger->store, STORE_COUNT_UNDELIVERED);
  store_bind_text(count, 1, query->tenant);
  int rc = store_step(&ledger->store, count, err);
  if (rc == 1) answer->undelivered = store_get_number(count, 0);
  sqlite3_reset(count);
  return rc < 0 ? rc : 0;
}

static void send_answer(struct ledger *ledger, const struct front_route *route,
                        const struct answer_record *answer) {
  struct bytes_writer writer = ledger_record(ledger);
  int blobs[2] = {-1, -1};
  struct err err;
  front_route_put(route, &writer);
  if (answer_record_put(answer, &writer, blobs, &err) < 0)
    log_error("-", "a query is not answered: %s", err.message);
  else
    peer_send_blobs(&ledger->front, MESSAGE_ANSWER, &writer, blobs,
                    (size_t)(blobs[0] >= 0) + (size_t)(blobs[1] >= 0),
                    answer->envelope_length + answer->source_length);
  fd_close(&blobs[0]);
  fd_close(&blobs[1]);
}

void query_finish(struct ledger *ledger, struct step_query *step) {
  struct answer_record answer = {.kind = step->query.kind};
  struct err err;
  memcpy(answer.id, step->query.id, sizeof answer.id);
  int rc = step->query.kind == QUERY_STATUS
               ? answer_status(ledger, &step->query, &answer, &err)
               : answer_submission(ledger, &step->query, &answer, &err);
  if (rc < 0)
    log_error("-", "a query is not answered: %s", err.message);
  else
    send_answer(ledger, &step->route, &answer);
  answer_record_clear(&answer);
}
