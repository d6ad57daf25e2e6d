#include "daemon/ledger/commit.h"

#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/ledger/accept.h"
#include "daemon/ledger/grant.h"
#include "daemon/ledger/lease.h"
#include "daemon/ledger/outbox.h"
#include "daemon/ledger/query.h"
#include "daemon/ledger/seal.h"

#define PAUSE_NS CLOCK_SECOND

struct step *ledger_add_step(struct ledger *ledger, enum step_kind kind) {
  if (ledger->step_count == LEDGER_STEPS_MAX) return NULL;
  struct step *step = &ledger->steps[ledger->step_count++];
  memset(step, 0, sizeof *step);
  step->kind = kind;
  return step;
}

static int apply(struct ledger *ledger, struct step *step, struct err *err) {
  switch (step->kind) {
    case STEP_GRANT:
      return grant_apply(ledger, &step->grant, err);
    case STEP_SUBMIT:
      return accept_apply(ledger, &step->submit, err);
    case STEP_ACK:
      return outbox_apply_ack(ledger, &step->ack, err);
    case STEP_QUERY:
      return 0;
    case STEP_SEAL:
      return seal_apply(ledger, &step->seal, err);
    case STEP_RETURN:
      return lease_apply_return(ledger, &step->back, err);
    case STEP_PUSH:
      return outbox_apply_push(ledger, &step->push, err);
  }
  return 0;
}

static void finish(struct ledger *ledger, struct step *step) {
  switch (step->kind) {
    case STEP_GRANT:
      grant_finish(ledger, &step->grant);
      break;
    case STEP_SUBMIT:
      accept_finish(ledger, &step->submit);
      break;
    case STEP_ACK:
      outbox_finish_ack(ledger, &step->ack);
      break;
    case STEP_QUERY:
      query_finish(ledger, &step->query);
      break;
    case STEP_SEAL:
      seal_finish(ledger, &step->seal);
      break;
    case STEP_RETURN:
      lease_finish_return(ledger, &step->back);
      break;
    case STEP_PUSH:
      outbox_finish_push(ledger, &step->push);
      break;
  }
}

static void reject(struct ledger *ledger, struct step *step) {
  switch (step->kind) {
    case STEP_GRANT:
      grant_reject(ledger, &step->grant);
      break;
    case STEP_SUBMIT:
      accept_reject(ledger, &step->submit);
      break;
    case STEP_ACK:
      outbox_reject_ack(ledger, &step->ack);
      break;
    case STEP_QUERY:
      query_finish(ledger, &step->query);
      break;
    case STEP_SEAL:
      seal_reject(ledger, &step->seal);
      break;
    case STEP_RETURN: /* its deadline has passed and brings it back when we may write again */
      break;
    case STEP_PUSH: /* still due */
      outbox_clear_push(&step->push);
      break;
  }
}

static bool needs_transaction(const struct ledger *ledger) {
  for (uint32_t i = 0; i < ledger->step_count; i++)
    if (ledger->steps[i].kind != STEP_QUERY) return true;
  return false;
}

static int write_all(struct ledger *ledger, struct err *err) {
  if (!needs_transaction(ledger)) return 0;
  int rc = store_begin(&ledger->store, err);
  for (uint32_t i = 0; rc == 0 && i < ledger->step_count; i++)
    rc = apply(ledger, &ledger->steps[i], err);
  if (rc < 0) {
    store_rollback(&ledger->store);
    return rc;
  }
  return store_commit(&ledger->store, err);
}

int commit_turn(struct ledger *ledger, struct err *err) {
  ledger->arriving = 0;
  int rc = write_all(ledger, err);
  if (rc < 0) {
    log_error("-", "%u records are not committed: %s", ledger->step_count, err->message);
    ledger->paused_until = clock_monotonic() + PAUSE_NS;
  }
  for (uint32_t i = 0; i < ledger->step_count; i++)
    (rc < 0 ? reject : finish)(ledger, &ledger->steps[i]);
  if (rc == 0) burst_note(&ledger->burst, ledger->arriving, clock_monotonic());
  ledger->step_count = 0;
  return rc == -ERR_INTERNAL ? rc : 0;
}

void commit_plan(struct ledger *ledger) {
  if (clock_monotonic() < ledger->paused_until) return;
  grant_plan(ledger);
  lease_plan_returns(ledger);
  seal_plan(ledger);
  outbox_plan(ledger);
}

uint64_t commit_deadline(const struct ledger *ledger) {
  uint64_t deadline = lease_deadline(ledger), push = outbox_deadline(ledger);
  if (push < deadline) deadline = push;
  if (ledger->unsealed_count > 0) deadline = 0;
  return deadline > ledger->paused_until ? deadline : ledger->paused_until;
}
