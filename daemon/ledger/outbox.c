#include "daemon/ledger/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/ledger/accept.h"

#define LONGEST_PAUSE_NS (300 * CLOCK_SECOND)
#define PUSH_STEPS_MAX 16u

/* ---- acks */

int outbox_read_ack(struct ledger *ledger, const struct front_route *route,
                    struct bytes_reader *reader, struct err *err) {
  struct ack_record ack;
  int rc = ack_record_get(&ack, reader, err);
  if (rc == 0) rc = bytes_reader_finish(reader, "ack", err);
  if (rc < 0) return rc;
  struct step *step = ledger_add_step(ledger, STEP_ACK);
  if (!step) return err_set(err, ERR_INTERNAL, "a turn is overfull");
  step->ack.route = *route;
  step->ack.ack = ack;
  return 0;
}

static void refuse_ack(struct step_ack *step, enum reject_reason reason, const char *field,
                       const char *message) {
  step->reply.reason = reason;
  snprintf(step->reply.field, sizeof step->reply.field, "%s", field);
  snprintf(step->reply.message, sizeof step->reply.message, "%s", message);
}

int outbox_apply_ack(struct ledger *ledger, struct step_ack *step, struct err *err) {
  uint8_t digest[DIGEST_SIZE];
  memcpy(step->reply.id, step->ack.id, sizeof step->reply.id);
  sqlite3_stmt *find = store_use(&ledger->store, STORE_FIND_ACKED);
  store_bind_text(find, 1, step->ack.tenant);
  store_bind_text(find, 2, step->ack.id);
  int rc = store_step(&ledger->store, find, err);
  if (rc < 0) return rc;
  if (rc == 0) {
    refuse_ack(step, REJECT_NOT_FOUND, "ack.id", "there is no result of this id");
    return 0;
  }
  uint64_t sequence = store_get_number(find, 0);
  store_get_raw(find, 1, digest, sizeof digest);
  sqlite3_reset(find);
  if (memcmp(digest, step->ack.envelope_digest, sizeof digest) != 0) {
    refuse_ack(step, REJECT_INVALID_FIELD, "ack.envelope_digest",
               "this is not the digest of the result's envelope");
    return 0;
  }
  step->reply.accepted = true;
  sqlite3_stmt *remove = store_use(&ledger->store, STORE_DELIVERED);
  store_bind_text(remove, 1, step->ack.tenant);
  store_bind_number(remove, 2, sequence);
  return store_run(&ledger->store, remove, NULL, err);
}

void outbox_finish_ack(struct ledger *ledger, struct step_ack *step) {
  accept_reply(ledger, step->reply.accepted ? MESSAGE_ACKED : MESSAGE_REJECTED, &step->route,
               &step->reply);
}

void outbox_reject_ack(struct ledger *ledger, struct step_ack *step) {
  step->reply.accepted = false;
  step->reply.retry_after_ms = 1000;
  memcpy(step->reply.id, step->ack.id, sizeof step->reply.id);
  refuse_ack(step, REJECT_OVERLOADED, "", "the journal cannot be written at present");
  outbox_finish_ack(ledger, step);
}

/* ---- sessions */

int outbox_subscribe(struct ledger *ledger, const struct front_route *route,
                     struct bytes_reader *reader, struct err *err) {
  char name[LIMIT_TENANT_BYTES + 1];
  bytes_get_string(reader, name, sizeof name);
  int rc = bytes_reader_finish(reader, "subscription", err);
  if (rc < 0) return rc;
  struct tenant *tenant = tenant_get(&ledger->tenants, name);
  struct session *session =
      tenant ? tenant_add_session(&ledger->tenants, tenant, route->session) : NULL;
  if (!session) {
    log_warning(name, "ignoring a subscription: no room for another session");
    return 0;
  }
  if (session->tenant != tenant)
    return err_set(err, ERR_PROTOCOL, "a session cannot be of two tenants");
  session->paging = true;
  session->cursor = 0;
  ledger->next_push_scan = 0;
  return 0;
}

void outbox_forget(struct ledger *ledger, uint64_t session) {
  tenant_remove_session(&ledger->tenants, session);
}

/* ---- pushes */

static void send_result(struct ledger *ledger, uint64_t session, const char *id, uint8_t *envelope,
                        size_t length) {
  const struct front_route route = {.session = session};
  struct result_push push = {.envelope = envelope, .envelope_length = length};
  struct bytes_writer writer = ledger_record(ledger);
  FD_CLEANUP int blob = -1;
  struct err err;
  /* What a front that is far behind does not get now is pushed again later. */
  if (ledger->front.queued_bytes > 4 * PEER_QUEUE_HIGH) return;
  memcpy(push.id, id, sizeof push.id);
  front_route_put(&route, &writer);
  if (result_push_put(&push, &writer, &blob, &err) < 0)
    log_warning("-", "putting a push off: %s", err.message);
  else
    peer_send(&ledger->front, MESSAGE_RESULT, &writer, blob, length);
}

static void send_to_all(struct ledger *ledger, const struct tenant *tenant, const char *id,
                        uint8_t *envelope, size_t length) {
  for (const struct session *session = tenant->sessions; session; session = session->next_of_tenant)
    send_result(ledger, session->number, id, envelope, length);
}

static void note_due(struct ledger *ledger, struct tenant *tenant, uint64_t due) {
  if (due < tenant->due) tenant->due = due;
  if (due < ledger->next_push_scan) ledger->next_push_scan = due;
}

void outbox_push_new(struct ledger *ledger, struct tenant *tenant, const char *id,
                     uint8_t *envelope, size_t length) {
  if (!tenant->sessions) return;
  send_to_all(ledger, tenant, id, envelope, length);
  note_due(ledger, tenant, clock_wall() + OUTBOX_FIRST_PAUSE_NS);
}

void outbox_resend(struct ledger *ledger, uint64_t session, uint64_t sequence, const char *id) {
  struct err err;
  FREE_CLEANUP uint8_t *envelope = NULL;
  size_t length;
  sqlite3_stmt *query = store_use(&ledger->store, STORE_READ_RESULT);
  store_bind_number(query, 1, sequence);
  int rc = store_step(&ledger->store, query, &err);
  if (rc == 1) {
    rc = store_get_blob(query, 0, &envelope, &length, &err);
    sqlite3_reset(query);
  }
  if (rc < 0)
    log_warning("-", "a result is not sent again: %s", err.message);
  else if (envelope)
    send_result(ledger, session, id, envelope, length);
}

static bool add_push(struct ledger *ledger, struct tenant *tenant, uint64_t session) {
  struct step *step = ledger_add_step(ledger, STEP_PUSH);
  if (!step) return false;
  step->push.tenant = tenant;
  step->push.session = session;
  return true;
}

/* A time further off than the longest pause is from a clock that was set back. */
static bool is_due(uint64_t due, uint64_t now) {
  return due <= now || (due != TENANT_NEVER && due - now > LONGEST_PAUSE_NS + CLOCK_SECOND);
}

/* One step a paging session, one a tenant that is due; the time of the next scan follows from what
 * is left. A front that is behind is given nothing more. */
void outbox_plan(struct ledger *ledger) {
  uint64_t now = clock_wall(), next = TENANT_NEVER;
  uint32_t steps = 0;
  if (!is_due(ledger->next_push_scan, now) || ledger->front.queued_bytes > PEER_QUEUE_HIGH) return;
  for (uint32_t i = 0; i < TENANT_BUCKETS; i++)
    for (struct session *session = ledger->tenants.sessions[i]; session;
         session = session->next_in_bucket) {
      struct tenant *tenant = session->tenant;
      bool due = tenant->sessions == session && !session->paging && is_due(tenant->due, now);
      if (session->paging && steps < PUSH_STEPS_MAX)
        steps += add_push(ledger, tenant, session->number);
      if (due && steps < PUSH_STEPS_MAX) steps += add_push(ledger, tenant, 0);
      if (session->paging || due) next = now;
      if (tenant->due < next) next = tenant->due;
    }
  ledger->next_push_scan = next;
}

uint64_t outbox_deadline(const struct ledger *ledger) {
  if (ledger->next_push_scan == TENANT_NEVER || ledger->tenants.session_count == 0 ||
      ledger->front.queued_bytes > PEER_QUEUE_HIGH)
    return UINT64_MAX;
  uint64_t wall = clock_wall();
  uint64_t wait = ledger->next_push_scan > wall ? ledger->next_push_scan - wall : 0;
  return clock_monotonic() + (wait < LONGEST_PAUSE_NS ? wait : LONGEST_PAUSE_NS);
}

static uint64_t pause_after(uint64_t tries) {
  uint64_t pause = OUTBOX_FIRST_PAUSE_NS << (tries > 1 ? (tries < 10 ? tries - 1 : 9) : 0);
  return pause < LONGEST_PAUSE_NS ? pause : LONGEST_PAUSE_NS;
}

static sqlite3_stmt *page_query(struct ledger *ledger, const struct step_push *step, uint64_t now) {
  sqlite3_stmt *query = store_use(&ledger->store, step->session ? STORE_PAGE : STORE_DUE);
  const struct session *session = tenant_find_session(&ledger->tenants, step->session);
  uint64_t due_until = step->tenant->due <= now ? now : INT64_MAX; /* see is_due */
  store_bind_text(query, 1, step->tenant->name);
  store_bind_number(query, 2, !step->session ? due_until : session ? session->cursor : 0);
  store_bind_number(query, 3, LEDGER_PAGE);
  return query;
}

static int read_page(struct ledger *ledger, struct step_push *step, uint64_t now,
                     uint64_t tries[static LEDGER_PAGE], struct err *err) {
  sqlite3_stmt *query = page_query(ledger, step, now);
  int rc;
  while ((rc = store_step(&ledger->store, query, err)) == 1) {
    step->rows[step->count].sequence = store_get_number(query, 0);
    tries[step->count] = store_get_number(query, 1) + 1;
    store_get_text(query, 2, step->rows[step->count].id, sizeof step->rows[0].id);
    rc = store_get_blob(query, 3, &step->rows[step->count].envelope,
                        &step->rows[step->count].length, err);
    if (rc < 0) break;
    step->count++;
    if (step->count == LEDGER_PAGE) break;
  }
  sqlite3_reset(query);
  return rc < 0 ? rc : 0;
}

int outbox_apply_push(struct ledger *ledger, struct step_push *step, struct err *err) {
  uint64_t now = clock_wall(), tries[LEDGER_PAGE];
  int rc = read_page(ledger, step, now, tries, err);
  for (uint32_t i = 0; rc == 0 && i < step->count; i++) {
    sqlite3_stmt *update = store_use(&ledger->store, STORE_TRIED);
    store_bind_text(update, 1, step->tenant->name);
    store_bind_number(update, 2, step->rows[i].sequence);
    store_bind_number(update, 3, tries[i]);
    store_bind_number(update, 4, now + pause_after(tries[i]));
    rc = store_run(&ledger->store, update, NULL, err);
  }
  if (rc < 0) return rc;
  step->more = step->count == LEDGER_PAGE;
  sqlite3_stmt *next = store_use(&ledger->store, STORE_NEXT_DUE);
  store_bind_text(next, 1, step->tenant->name);
  rc = store_step(&ledger->store, next, err);
  if (rc < 0) return rc;
  step->next_due = TENANT_NEVER;
  if (rc == 1 && sqlite3_column_type(next, 0) != SQLITE_NULL)
    step->next_due = store_get_number(next, 0);
  sqlite3_reset(next);
  return 0;
}

void outbox_finish_push(struct ledger *ledger, struct step_push *step) {
  struct session *session = tenant_find_session(&ledger->tenants, step->session);
  for (uint32_t i = 0; i < step->count; i++) {
    if (!step->session)
      send_to_all(ledger, step->tenant, step->rows[i].id, step->rows[i].envelope,
                  step->rows[i].length);
    else if (session)
      send_result(ledger, session->number, step->rows[i].id, step->rows[i].envelope,
                  step->rows[i].length);
  }
  if (session) {
    if (step->count > 0) session->cursor = step->rows[step->count - 1].sequence;
    session->paging = step->more;
  }
  step->tenant->due = step->next_due;
  if (step->more || step->next_due < ledger->next_push_scan)
    ledger->next_push_scan = step->more ? 0 : step->next_due;
  outbox_clear_push(step);
}

void outbox_clear_push(struct step_push *step) {
  for (uint32_t i = 0; i < step->count; i++) free(step->rows[i].envelope);
  step->count = 0;
}
