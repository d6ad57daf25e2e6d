/* The front's state, and what its parts ask of each other. One thread; libzmq has its own.
 *
 *   gate      who may come in            session  live connections, numbered
 *   listener  the socket                 pending  requests at the ledger
 *   intake    client message -> record   link     the channel to the ledger
 *   outlet    record -> client message
 */
#pragma once

#include "daemon/front/gate.h"
#include "daemon/front/link.h"
#include "daemon/front/listener.h"
#include "daemon/front/pending.h"
#include "daemon/front/session.h"
#include "proto/record/message.h"
#include "proto/record/role.h"
#include "proto/wire/decode.h"
#include "proto/wire/encode.h"

struct front {
  struct role role;
  void *context;
  struct gate gate;
  struct listener listener;
  struct session_table sessions;
  struct pending_table pending;
  struct link link;
  struct bank_index bank;
  bool has_bank;
  bool draining, drained, ended;
  uint64_t reclaimed_at; /* monotonic ns */
  struct wire_decoder *decoder;
  struct wire_buffer buffer;      /* the answer being built */
  struct wire_request request;    /* the message being taken in */
  struct channel_message message; /* the record being sent out */
};

/* intake.c: takes a bounded number of waiting client messages. An error is one of the front itself.
 */
int intake_serve(struct front *front, struct err *err);
/* Has the ledger push this tenant's results to the session. */
int intake_subscribe(struct front *front, struct session *session, struct err *err);

/* outlet.c: passes a bounded number of the ledger's records on. -ERR_CLOSED, -ERR_PROTOCOL: the
 * ledger has gone or is broken; the caller calls outlet_ledger_lost. */
int outlet_serve(struct front *front, struct err *err);
/* Answers every request that the ledger had with OVERLOADED. */
void outlet_ledger_lost(struct front *front);
/* Sends front->buffer; a session that has gone is dropped, a client that does not read misses it.
 */
int outlet_send(struct front *front, struct session *session, struct err *err);
/* Forgets a session and tells the ledger. */
void outlet_drop(struct front *front, struct session *session);
/* Drops sessions whose peers have gone, among those that were idle for long; call it now and then.
 */
void outlet_sweep(struct front *front);
/* The same among all, when there is no room for a new one; at most once a second, since it disturbs
 * the living ones, too. */
void outlet_reclaim(struct front *front);
