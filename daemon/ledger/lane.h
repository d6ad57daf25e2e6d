/* Which submission is next: lanes in their order, tenants of a lane in turn, a tenant's own in the
 * order in which they were accepted.
 *
 * A lane that waits while others are served gets every LANE_FLOOR-th lease at the latest, batch
 * first, so that none starves. Memory is bounded by tenants, not by submissions: of each queue only
 * a window is held, and taking from it costs the same however long the queue is. */
#pragma once

#include "daemon/ledger/tenant.h"

#define LANE_FLOOR 8u

struct lane_state {
  struct lane_queue *turn; /* whose turn it is: an entry of the ring */
  uint64_t total;
  uint32_t passed_over; /* leases given to other lanes while this one waited */
};

struct lanes {
  struct lane_state lane[LANE_COUNT];
};

struct lane_choice {
  struct tenant *tenant;
  enum lane lane;
  uint64_t sequence;
};

/* Reads the sequences of the queue that follow queue->cursor from the database. */
typedef int lane_refill_function(void *context, enum lane lane, const struct lane_queue *queue,
                                 uint64_t sequences[static LANE_WINDOW], uint32_t *ret_count,
                                 struct err *err);

/* A submission has been committed as queued: new, or given back. */
void lane_add(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t sequence);
/* `count` submissions are in the database that no window holds (at start). */
void lane_add_stored(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t count);
/* It left the queue without being taken. */
void lane_remove(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t sequence);
/* Takes the next one out, without `bulk` one of the interactive lane. 1: *ret_choice; 0: nothing
 * waits there. */
int lane_take(struct lanes *lanes, bool bulk, lane_refill_function *refill, void *context,
              struct lane_choice *ret_choice, struct err *err);
/* What waits, without `bulk` in the interactive lane. */
uint64_t lane_total(const struct lanes *lanes, bool bulk);
