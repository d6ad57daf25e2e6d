/* Accepting goes before bulk grading, for a while: the rule by itself, then in a real ledger. */
#include "daemon/ledger/burst.c"
#include "tests/unit/ledger/ledger_play.h"

#define T0 (1000 * CLOCK_SECOND)

static void a_few_submissions_are_no_burst(void **state) {
  (void)state;
  struct burst burst = {0};
  assert_false(burst_holds_bulk(&burst, T0));
  for (uint64_t i = 0; i < 100; i++) {
    burst_note(&burst, BURST_WAVE - 1, T0 + i);
    assert_false(burst_holds_bulk(&burst, T0 + i));
  }
}

static void bulk_goes_on_when_no_wave_follows(void **state) {
  (void)state;
  struct burst burst = {0};
  burst_note(&burst, BURST_WAVE, T0);
  assert_true(burst_holds_bulk(&burst, T0));
  assert_true(burst_holds_bulk(&burst, T0 + BURST_GAP_NS - 1));
  assert_false(burst_holds_bulk(&burst, T0 + BURST_GAP_NS));
  assert_int_equal(burst_end(&burst), T0 + BURST_GAP_NS);
}

/* Waves every millisecond for ten seconds: bulk work is given a hundred times. */
static void a_burst_without_end_does_not_starve_bulk(void **state) {
  (void)state;
  struct burst burst = {0};
  uint32_t served = 0;
  for (uint64_t now = T0; now < T0 + 10 * CLOCK_SECOND; now += CLOCK_MS) {
    burst_note(&burst, 64, now);
    if (burst_holds_bulk(&burst, now)) continue;
    burst_served(&burst, now);
    served++;
  }
  assert_int_equal(served, 10 * CLOCK_SECOND / BURST_HOLD_NS - 1);
}

static void a_burst_after_a_pause_holds_anew(void **state) {
  (void)state;
  struct burst burst = {0};
  burst_note(&burst, BURST_WAVE, T0);
  uint64_t later = T0 + 2 * BURST_HOLD_NS;
  assert_false(burst_holds_bulk(&burst, later));
  burst_note(&burst, BURST_WAVE, later);
  assert_true(burst_holds_bulk(&burst, later));
}

/* All of them are there before the ledger looks, so that they are one commit. */
static void send_burst(struct ledger_play *play, uint32_t count) {
  char id[16];
  kill(play->role.pid, SIGSTOP);
  for (uint32_t i = 0; i < count; i++) {
    snprintf(id, sizeof id, "bulk-%u", i);
    submit(play, "acme", id, LANE_BATCH, "text");
  }
  submit(play, "acme", "urgent", LANE_INTERACTIVE, "text");
}

static void a_burst_holds_bulk_but_nobody_who_waits_for_an_answer(void **state) {
  struct ledger_play *play = *state;
  ledger_play_start(play);
  send_burst(play, 2 * BURST_WAVE);
  say_idle(play, 0);
  uint64_t start = clock_monotonic();
  kill(play->role.pid, SIGCONT);
  struct lease lease = take_lease(play, 0);
  assert_string_equal(lease.submission.id, "urgent");
  submission_clear(&lease.submission);
  say_idle(play, 1);
  lease = take_lease(play, 1);
  assert_string_equal(lease.submission.id, "bulk-0");
  assert_true(clock_monotonic() - start >= BURST_GAP_NS);
  submission_clear(&lease.submission);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_few_submissions_are_no_burst),
      cmocka_unit_test(bulk_goes_on_when_no_wave_follows),
      cmocka_unit_test(a_burst_without_end_does_not_starve_bulk),
      cmocka_unit_test(a_burst_after_a_pause_holds_anew),
      cmocka_unit_test_setup_teardown(a_burst_holds_bulk_but_nobody_who_waits_for_an_answer,
                                      ledger_play_setup, ledger_play_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
