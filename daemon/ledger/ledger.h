/* The ledger's state, and the steps of which a turn of it is made.
 *
 * A turn drains what its neighbours have sent into steps, adds what time demands, and then
 *   apply    runs for each inside one transaction and touches nothing but the database;
 *   finish   runs for each after the commit: memory changes, answers go out;
 *   reject   runs for each instead, if the transaction could not be committed.
 * So an answer never runs ahead of the disk, and memory never ahead of the database. Records that
 * need no database (GRADED, IDLE, SUBSCRIBE, FORGET) act at once.
 *
 * One thread. */
#pragma once

#include <string.h>

#include "daemon/ledger/burst.h"
#include "daemon/ledger/lane.h"
#include "daemon/ledger/peer.h"
#include "daemon/ledger/store.h"
#include "proto/record/message.h"
#include "proto/record/role.h"

#define LEDGER_JUDGES_MAX 256u
#define LEDGER_STEPS_MAX 768u
#define LEDGER_BATCH 256u                       /* records drained a turn */
#define LEDGER_BATCH_BYTES (4u * 1024u * 1024u) /* of sources and envelopes */
#define LEDGER_GRANTS 64u                       /* a turn */
#define LEDGER_RETURNS 64u                      /* a turn */
#define LEDGER_PAGE 16u                         /* results pushed again a step */
#define LEDGER_SUBJECT (LIMIT_TENANT_BYTES + LIMIT_ID_BYTES + 2)

/* What is out of the queue and not done. */
enum job_phase {
  JOB_RUNNING = 1, /* a judge has it */
  JOB_AWAITED,     /* the judge has said GRADED; the signer's envelope is awaited */
  JOB_GIVEN_UP     /* the signer has been told to state internal_error */
};
struct job {
  struct job *next;
  enum job_phase phase;
  int judge; /* the index of the judge that has it, or -1 */
  struct tenant *tenant;
  uint64_t deadline; /* monotonic ns; 0: it comes back at the next turn */
  uint32_t faults;
  bool fault;                /* when it comes back: a fault of ours that counts */
  struct accept_half accept; /* job_ref included */
  char reason[256];          /* of the last fault */
};

struct judge {
  struct peer peer;
  bool idle;
  struct job *job; /* what it was leased and has not answered */
};

enum step_kind {
  STEP_GRANT = 1,
  STEP_SUBMIT,
  STEP_ACK,
  STEP_QUERY,
  STEP_SEAL,
  STEP_RETURN,
  STEP_PUSH
};

struct step_submit {
  struct front_route route;
  struct submission submission; /* owned source */
  struct submit_reply reply;
  uint64_t sequence; /* new: of its row; duplicate and done: of its result; else 0 */
};
struct step_ack {
  struct front_route route;
  struct ack_record ack;
  struct submit_reply reply;
};
struct step_query {
  struct front_route route;
  struct query_record query;
};
struct step_grant {
  struct lane_choice choice;
  uint32_t judge;
  bool granted;
  uint32_t faults;
  struct accept_half accept;
  struct submission submission; /* owned source */
};
struct step_seal {
  struct envelope_record record; /* owned envelope */
  bool sealed;
  uint32_t state_before;
  enum lane lane;
  struct tenant *tenant;
  char id[LIMIT_ID_BYTES + 1];
};
/* A job comes back without a result. */
struct step_return {
  struct job_ref job;
  bool give_up; /* the signer is told, under the next attempt number; else it is queued again */
  uint32_t faults;
  bool changed;
};
struct step_push {
  struct tenant *tenant;
  uint64_t session; /* 0: all of the tenant's; else the one that is paging */
  uint32_t count;
  bool more;
  uint64_t next_due;
  struct {
    uint64_t sequence;
    char id[LIMIT_ID_BYTES + 1];
    uint8_t *envelope; /* owned */
    size_t length;
  } rows[LEDGER_PAGE];
};

struct step {
  enum step_kind kind;
  union {
    struct step_submit submit;
    struct step_ack ack;
    struct step_query query;
    struct step_grant grant;
    struct step_seal seal;
    struct step_return back;
    struct step_push push;
  };
};

struct ledger {
  struct role role;
  struct store store;
  struct tenant_table tenants;
  struct lanes lanes;
  struct burst burst;
  struct job *jobs;
  uint32_t job_count;
  struct peer front, signer;
  struct judge judges[LEDGER_JUDGES_MAX];
  uint32_t judge_count;    /* highest index seen + 1 */
  uint64_t not_done;       /* accepted submissions without a result */
  uint64_t last_sequence;  /* of any submission */
  uint64_t arriving;       /* new submissions of the turn that is being applied */
  uint64_t paused_until;   /* monotonic ns: after a failed commit, no work of our own before this */
  uint64_t next_push_scan; /* wall clock, ns */
  bool draining, drain_asked;
  struct step_seal unsealed[LEDGER_JUDGES_MAX]; /* could not be committed yet */
  uint32_t unsealed_count;
  uint32_t step_count;
  struct step steps[LEDGER_STEPS_MAX];
  struct channel_message message;
  uint8_t record[CHANNEL_PAYLOAD_MAX]; /* for what is sent */
};

/* A zeroed step at the end of this turn's list; NULL when the turn is full. */
struct step *ledger_add_step(struct ledger *ledger, enum step_kind kind);

static inline struct bytes_writer ledger_record(struct ledger *ledger) {
  return bytes_writer(ledger->record, sizeof ledger->record);
}

static inline const char *ledger_subject(char text[static LEDGER_SUBJECT], const char *tenant,
                                         const char *id) {
  size_t length = strnlen(tenant, LIMIT_TENANT_BYTES);
  memcpy(text, tenant, length);
  text[length] = '/';
  size_t id_length = strnlen(id, LIMIT_ID_BYTES);
  memcpy(text + length + 1, id, id_length);
  text[length + 1 + id_length] = 0;
  return text;
}
