#include "daemon/ledger/recover.h"

#include "daemon/base/log.h"

static int requeue(struct ledger *ledger, struct err *err) {
  int changes = 0;
  int rc = store_begin(&ledger->store, err);
  if (rc < 0) return rc;
  rc = store_run(&ledger->store, store_use(&ledger->store, STORE_RECOVER), &changes, err);
  if (rc < 0) {
    store_rollback(&ledger->store);
    return rc;
  }
  rc = store_commit(&ledger->store, err);
  if (rc == 0 && changes > 0)
    log_info("-", "%d submissions that were being graded are queued again", changes);
  return rc;
}

static int count_queues(struct ledger *ledger, struct err *err) {
  sqlite3_stmt *query = store_use(&ledger->store, STORE_QUEUES);
  int rc;
  while ((rc = store_step(&ledger->store, query, err)) == 1) {
    char name[LIMIT_TENANT_BYTES + 1];
    uint64_t lane = store_get_number(query, 0), count = store_get_number(query, 2);
    struct tenant *tenant =
        store_get_text(query, 1, name, sizeof name) ? tenant_get(&ledger->tenants, name) : NULL;
    if (!tenant || lane < LANE_INTERACTIVE || lane > LANE_BATCH) {
      sqlite3_reset(query);
      return err_set(err, ERR_INTERNAL, "journal: a queue is not readable");
    }
    lane_add_stored(&ledger->lanes, tenant, (enum lane)lane, count);
    ledger->not_done += count;
  }
  return rc;
}

int recover(struct ledger *ledger, struct err *err) {
  int rc = requeue(ledger, err);
  if (rc == 0) rc = count_queues(ledger, err);
  if (rc < 0) return rc;
  sqlite3_stmt *last = store_use(&ledger->store, STORE_LAST);
  rc = store_step(&ledger->store, last, err);
  if (rc == 1) ledger->last_sequence = store_get_number(last, 0);
  sqlite3_reset(last);
  if (rc < 0) return rc;
  log_info("-", "journal: %llu submissions, %llu of them queued",
           (unsigned long long)ledger->last_sequence, (unsigned long long)ledger->not_done);
  return 0;
}
