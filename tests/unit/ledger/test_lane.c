/* The choice of the next submission, against a model of the database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/ledger/lane.c"
#include "daemon/ledger/tenant.c"

#define ROWS 5000

/* What is queued: rows[sequence] tells where. */
struct model {
  struct {
    struct tenant *tenant;
    enum lane lane;
  } rows[ROWS + 1];
  struct tenant_table tenants;
  struct lanes lanes;
  uint64_t refills;
};

static int refill(void *context, enum lane lane, const struct lane_queue *queue,
                  uint64_t sequences[static LANE_WINDOW], uint32_t *ret_count, struct err *err) {
  struct model *model = context;
  (void)err;
  *ret_count = 0;
  model->refills++;
  for (uint64_t i = queue->cursor + 1; i <= ROWS && *ret_count < LANE_WINDOW; i++)
    if (model->rows[i].tenant == queue->tenant && model->rows[i].lane == lane)
      sequences[(*ret_count)++] = i;
  return 0;
}

static void add(struct model *model, const char *tenant, enum lane lane, uint64_t sequence) {
  model->rows[sequence].tenant = tenant_get(&model->tenants, tenant);
  model->rows[sequence].lane = lane;
  lane_add(&model->lanes, model->rows[sequence].tenant, lane, sequence);
}

static uint64_t take(struct model *model, struct lane_choice *choice) {
  struct err err;
  int rc = lane_take(&model->lanes, true, refill, model, choice, &err);
  assert_in_range(rc, 0, 1);
  if (rc == 0) return 0;
  assert_ptr_equal(model->rows[choice->sequence].tenant, choice->tenant);
  assert_int_equal(model->rows[choice->sequence].lane, choice->lane);
  model->rows[choice->sequence].tenant = NULL;
  return choice->sequence;
}

static int setup(void **state) {
  *state = calloc(1, sizeof(struct model));
  return *state ? 0 : -1;
}

static int teardown(void **state) {
  struct model *model = *state;
  for (uint32_t i = 0; i < TENANT_BUCKETS; i++)
    while (model->tenants.tenants[i]) {
      struct tenant *next = model->tenants.tenants[i]->next;
      free(model->tenants.tenants[i]);
      model->tenants.tenants[i] = next;
    }
  free(model);
  return 0;
}

static void lanes_are_served_in_their_order(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  add(model, "a", LANE_BATCH, 1);
  add(model, "a", LANE_CI, 2);
  add(model, "a", LANE_INTERACTIVE, 3);
  assert_int_equal(take(model, &choice), 3);
  assert_int_equal(take(model, &choice), 2);
  assert_int_equal(take(model, &choice), 1);
  assert_int_equal(take(model, &choice), 0);
}

static void without_bulk_only_the_interactive_lane_is_served(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  struct err err;
  add(model, "a", LANE_BATCH, 1);
  add(model, "a", LANE_INTERACTIVE, 2);
  assert_int_equal(lane_total(&model->lanes, false), 1);
  assert_int_equal(lane_take(&model->lanes, false, refill, model, &choice, &err), 1);
  assert_int_equal(choice.sequence, 2);
  assert_int_equal(lane_take(&model->lanes, false, refill, model, &choice, &err), 0);
  assert_int_equal(lane_total(&model->lanes, false), 0);
  assert_int_equal(lane_total(&model->lanes, true), 1);
  assert_int_equal(take(model, &choice), 1);
}

static void tenants_of_a_lane_take_turns(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  for (uint64_t i = 1; i <= 100; i++) add(model, "greedy", LANE_INTERACTIVE, i);
  add(model, "b", LANE_INTERACTIVE, 101);
  add(model, "c", LANE_INTERACTIVE, 102);
  add(model, "b", LANE_INTERACTIVE, 103);
  const uint64_t expected[] = {1, 101, 102, 2, 103, 3, 4};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    assert_int_equal(take(model, &choice), expected[i]);
}

static void lower_lanes_get_their_floor(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  uint32_t counts[LANE_COUNT + 1] = {0}, batch_gap = 0;
  for (uint64_t i = 1; i <= 3000; i++)
    add(model, "a", (enum lane)(LANE_INTERACTIVE + (i - 1) / 1000), i);
  for (int i = 0; i < 800; i++) {
    take(model, &choice);
    counts[choice.lane]++;
    batch_gap = choice.lane == LANE_BATCH ? 0 : batch_gap + 1;
    assert_in_range(batch_gap, 0, LANE_FLOOR - 1);
  }
  assert_int_equal(counts[LANE_BATCH], 100);
  assert_in_range(counts[LANE_CI], 88, 112);
  assert_in_range(counts[LANE_INTERACTIVE], 580, 620);
}

static void given_back_comes_before_later_ones(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  for (uint64_t i = 1; i <= 200; i++) add(model, "a", LANE_CI, i);
  for (uint64_t i = 1; i <= 65; i++) assert_int_equal(take(model, &choice), i);
  /* 63 are held now: two of these four push others out of the window. */
  add(model, "a", LANE_CI, 5);
  add(model, "a", LANE_CI, 3);
  add(model, "a", LANE_CI, 65);
  add(model, "a", LANE_CI, 1);
  const uint64_t expected[] = {1, 3, 5, 65};
  for (size_t i = 0; i < 4; i++) assert_int_equal(take(model, &choice), expected[i]);
  for (uint64_t i = 66; i <= 200; i++) assert_int_equal(take(model, &choice), i);
  assert_int_equal(take(model, &choice), 0);
}

static void a_backlog_is_read_a_window_at_a_time(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  struct tenant *tenant = tenant_get(&model->tenants, "a");
  for (uint64_t i = 1; i <= 1000; i++) {
    model->rows[i].tenant = tenant;
    model->rows[i].lane = LANE_BATCH;
  }
  lane_add_stored(&model->lanes, tenant, LANE_BATCH, 1000);
  for (uint64_t i = 1; i <= 1000; i++) assert_int_equal(take(model, &choice), i);
  assert_int_equal(take(model, &choice), 0);
  assert_int_equal(model->refills, (1000 + LANE_WINDOW - 1) / LANE_WINDOW);
}

/* Random adds, takes, returns and removals: each queued submission is taken once, in order. */
static void random_traffic_loses_and_repeats_nothing(void **state) {
  struct model *model = *state;
  struct lane_choice choice;
  const char *names[] = {"a", "b", "c"};
  uint64_t next = 1, queued = 0;
  unsigned seed = 20261120;
  while (next <= ROWS || queued > 0) {
    int what = rand_r(&seed) % 10;
    if (what < 5 && next <= ROWS) {
      bool common = rand_r(&seed) % 10 < 7; /* one queue outgrows its window */
      add(model, common ? "a" : names[rand_r(&seed) % 3],
          common ? LANE_BATCH : (enum lane)(LANE_INTERACTIVE + rand_r(&seed) % 3), next);
      next++;
      queued++;
    } else if (what < 9) {
      uint64_t sequence = take(model, &choice);
      assert_true((sequence != 0) == (queued > 0));
      if (sequence == 0) continue;
      for (uint64_t i = 1; i < sequence; i++)
        assert_false(model->rows[i].tenant == choice.tenant && model->rows[i].lane == choice.lane);
      queued--;
      if (what == 8) {
        add(model, choice.tenant->name, choice.lane, sequence);
        queued++;
      }
    } else if (next > 1) {
      uint64_t sequence = 1 + (uint64_t)rand_r(&seed) % (next - 1);
      if (!model->rows[sequence].tenant) continue;
      lane_remove(&model->lanes, model->rows[sequence].tenant, model->rows[sequence].lane,
                  sequence);
      model->rows[sequence].tenant = NULL;
      queued--;
    }
    assert_int_equal(lane_total(&model->lanes, true), queued);
  }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(lanes_are_served_in_their_order),
      TEST(without_bulk_only_the_interactive_lane_is_served),
      TEST(tenants_of_a_lane_take_turns),
      TEST(lower_lanes_get_their_floor),
      TEST(given_back_comes_before_later_ones),
      TEST(a_backlog_is_read_a_window_at_a_time),
      TEST(random_traffic_loses_and_repeats_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
