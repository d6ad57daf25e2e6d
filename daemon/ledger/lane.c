#include "daemon/ledger/lane.h"

#include <string.h>

#include "daemon/base/log.h"

static struct lane_state *state_of(struct lanes *lanes, enum lane lane) {
  return &lanes->lane[lane - LANE_INTERACTIVE];
}

static struct lane_queue *queue_of(struct tenant *tenant, enum lane lane) {
  return &tenant->queues[lane - LANE_INTERACTIVE];
}

/* Behind everybody who waits already. */
static void join_ring(struct lane_state *state, struct lane_queue *queue) {
  if (!state->turn) {
    queue->next = queue->previous = queue;
    state->turn = queue;
    return;
  }
  queue->next = state->turn;
  queue->previous = state->turn->previous;
  queue->previous->next = queue;
  queue->next->previous = queue;
}

static void leave_ring(struct lane_state *state, struct lane_queue *queue) {
  if (queue->next == queue) {
    state->turn = NULL;
  } else {
    queue->previous->next = queue->next;
    queue->next->previous = queue->previous;
    if (state->turn == queue) state->turn = queue->next;
  }
  queue->next = queue->previous = NULL;
}

static void count_in(struct lane_state *state, struct lane_queue *queue, uint64_t count) {
  if (queue->total == 0) join_ring(state, queue);
  queue->total += count;
  state->total += count;
}

static void count_out(struct lane_state *state, struct lane_queue *queue, uint64_t count) {
  queue->total -= count;
  state->total -= count;
  if (queue->total == 0) leave_ring(state, queue);
  if (state->total == 0) state->passed_over = 0;
}

/* Keeps "all queued up to cursor are in the window" true. */
static void insert_into_window(struct lane_queue *queue, uint64_t sequence) {
  uint32_t at = queue->count;
  while (at > 0 && queue->window[at - 1] > sequence) at--;
  if (queue->count == LANE_WINDOW) {
    if (at == LANE_WINDOW) { /* its place is beyond the window: leave it to the database */
      queue->cursor = queue->window[LANE_WINDOW - 1];
      return;
    }
    queue->count--;
    queue->cursor = queue->window[queue->count - 1];
    if (at > queue->count) at = queue->count;
    if (sequence > queue->cursor) queue->cursor = sequence;
  }
  memmove(&queue->window[at + 1], &queue->window[at], (queue->count - at) * sizeof *queue->window);
  queue->window[at] = sequence;
  queue->count++;
}

void lane_add(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t sequence) {
  struct lane_queue *queue = queue_of(tenant, lane);
  bool all_held = queue->total == queue->count;
  count_in(state_of(lanes, lane), queue, 1);
  if (sequence <= queue->cursor) {
    insert_into_window(queue, sequence);
  } else if (all_held && queue->count < LANE_WINDOW) {
    queue->window[queue->count++] = sequence;
    queue->cursor = sequence;
  }
}

void lane_add_stored(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t count) {
  count_in(state_of(lanes, lane), queue_of(tenant, lane), count);
}

static void take_from_window(struct lane_queue *queue, uint32_t at) {
  queue->count--;
  memmove(&queue->window[at], &queue->window[at + 1], (queue->count - at) * sizeof *queue->window);
}

void lane_remove(struct lanes *lanes, struct tenant *tenant, enum lane lane, uint64_t sequence) {
  struct lane_queue *queue = queue_of(tenant, lane);
  if (queue->total == 0) return;
  for (uint32_t i = 0; i < queue->count; i++) {
    if (queue->window[i] != sequence) continue;
    take_from_window(queue, i);
    break;
  }
  count_out(state_of(lanes, lane), queue, 1);
}

/* The floor first, batch before ci; else the first lane that waits. */
static int choose_lane(const struct lanes *lanes, bool bulk) {
  if (!bulk) return lanes->lane[0].total > 0 ? 0 : -1;
  for (int i = LANE_COUNT - 1; i > 0; i--)
    if (lanes->lane[i].total > 0 && lanes->lane[i].passed_over >= LANE_FLOOR - 1) return i;
  for (int i = 0; i < LANE_COUNT; i++)
    if (lanes->lane[i].total > 0) return i;
  return -1;
}

static int fill_window(enum lane lane, struct lane_queue *queue, lane_refill_function *refill,
                       void *context, struct err *err) {
  uint32_t count = 0;
  int rc = refill(context, lane, queue, queue->window, &count, err);
  if (rc < 0) return rc;
  queue->count = count;
  if (count > 0) queue->cursor = queue->window[count - 1];
  return 0;
}

int lane_take(struct lanes *lanes, bool bulk, lane_refill_function *refill, void *context,
              struct lane_choice *ret_choice, struct err *err) {
  for (int chosen; (chosen = choose_lane(lanes, bulk)) >= 0;) {
    struct lane_state *state = &lanes->lane[chosen];
    struct lane_queue *queue = state->turn;
    enum lane lane = (enum lane)(chosen + LANE_INTERACTIVE);
    if (queue->count == 0) {
      int rc = fill_window(lane, queue, refill, context, err);
      if (rc < 0) return rc;
    }
    if (queue->count == 0) { /* never seen; looping on it would be worse than saying so */
      log_error(queue->tenant->name, "%llu submissions are counted in lane %s, none is stored",
                (unsigned long long)queue->total, lane_name(lane));
      count_out(state, queue, queue->total);
      continue;
    }
    *ret_choice =
        (struct lane_choice){.tenant = queue->tenant, .lane = lane, .sequence = queue->window[0]};
    state->turn = queue->next;
    take_from_window(queue, 0);
    count_out(state, queue, 1);
    for (int i = 0; i < LANE_COUNT; i++)
      if (lanes->lane[i].total > 0) lanes->lane[i].passed_over++;
    state->passed_over = 0;
    return 1;
  }
  return 0;
}

uint64_t lane_total(const struct lanes *lanes, bool bulk) {
  uint64_t total = 0;
  for (int i = 0; i < (bulk ? LANE_COUNT : 1); i++) total += lanes->lane[i].total;
  return total;
}
