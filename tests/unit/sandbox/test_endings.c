/* How a run ends, and that the report says so. */
#include <signal.h>

#include "tests/unit/sandbox/play.h"

static int setup(void **state) { return play_setup(state, BOX_PHASE_RUN_C); }

static void test_every_ending_is_told_as_it_was(void **state) {
  static const struct {
    const char *deed;
    enum box_end end;
    int status;
  } rows[] = {
      {"nothing", BOX_END_EXIT, 0},
      {"exit_3", BOX_END_EXIT, 3},
      {"exit_134", BOX_END_EXIT, 134},
      {"abort", BOX_END_SIGNAL, SIGABRT},
      {"assert", BOX_END_SIGNAL, SIGABRT},
      {"raise_kill", BOX_END_SIGNAL, SIGKILL},
      {"kill_group", BOX_END_SIGNAL, SIGKILL},
      {"kill_all", BOX_END_EXIT, 0},
      {"raise_term", BOX_END_SIGNAL, SIGTERM},
      {"raise_stop", BOX_END_EXIT, 0},
      {"alarm", BOX_END_SIGNAL, SIGALRM},
      {"null", BOX_END_SIGNAL, SIGSEGV},
      {"jump", BOX_END_SIGNAL, SIGSEGV},
      {"bus", BOX_END_SIGNAL, SIGBUS},
      {"divide", BOX_END_SIGNAL, SIGFPE},
      {"trap", BOX_END_SIGNAL, SIGILL},
      {"breakpoint", BOX_END_SIGNAL, SIGTRAP},
      {"overflow", BOX_END_SIGNAL, SIGSEGV},
      {"large_frame", BOX_END_SIGNAL, SIGSEGV},
      {"deep_but_fine", BOX_END_EXIT, 0},
  };
  static struct box_report report;
  struct play *play = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    play_run(play->box, NULL, rows[i].deed, &report);
    play_expect(rows[i].deed, &report, rows[i].end, rows[i].status, 0);
  }
}

static void test_a_fault_is_explained(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "null", &report);
  assert_int_equal(report.hint.caught_signal, SIGSEGV);
  assert_int_equal(report.hint.fault_address, 8);
  assert_int_equal(report.hint.stack_overflow, 0);
  play_run(play->box, NULL, "overflow", &report);
  assert_int_equal(report.hint.stack_overflow, 1);
  play_run(play->box, NULL, "large_frame", &report);
  assert_int_equal(report.hint.stack_overflow, 1);
}

static void test_a_message_comes_with_the_report(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "identity", &report);
  play_expect("identity", &report, BOX_END_EXIT, 0, 0);
  assert_int_equal(report.hint.phase, WARM_PHASE_DONE);
  assert_string_equal(report.hint.message, "pid 1 ppid 0 uid 0 host box");
}

static void test_output_of_both_streams_is_kept_in_order(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "hello", &report);
  play_expect("hello", &report, BOX_END_EXIT, 0, 0);
  assert_int_equal(report.output_length, 12);
  assert_int_equal(report.output_bytes_total, 12);
  assert_memory_equal(report.output, "hello world\n", 12);
}

static void test_nothing_is_left_for_the_next_run(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "lie", &report);
  play_expect("lie", &report, BOX_END_EXIT, 0, 0);
  play_run(play->box, NULL, "nothing", &report);
  play_expect("nothing", &report, BOX_END_EXIT, 0, 0);
  assert_int_equal(report.hint.message_length, 0);
  assert_int_equal(report.hint.trapped_syscall, 0);
  assert_int_equal(report.output_length, 0);
}

static void test_a_run_cannot_pass_as_a_fault_of_ours(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "lie_largely", &report);
  play_expect("lie_largely", &report, BOX_END_EXIT, 0, 0);
  play_run(play->box, NULL, "lie_and_die", &report);
  play_expect("lie_and_die", &report, BOX_END_SIGNAL, SIGABRT, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_every_ending_is_told_as_it_was, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_a_fault_is_explained, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_a_message_comes_with_the_report, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_output_of_both_streams_is_kept_in_order, setup,
                                      play_teardown),
      cmocka_unit_test_setup_teardown(test_nothing_is_left_for_the_next_run, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_a_run_cannot_pass_as_a_fault_of_ours, setup,
                                      play_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
