/* Every limit bites, is named in the report, and leaves the box usable. */
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "tests/unit/sandbox/play.h"

static int setup(void **state) { return play_setup(state, BOX_PHASE_RUN_C); }

static void test_each_limit_is_named(void **state) {
  static const struct {
    const char *deed;
    struct box_limits limits; /* zero = usual */
    enum box_end end;
    int status;
    uint32_t hit;
  } rows[] = {
      {"spin", {.cpu_ns = 50 * CLOCK_MS}, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_CPU},
      {"spin", {.wall_ns = 60 * CLOCK_MS}, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_WALL},
      {"sleep", {.wall_ns = 60 * CLOCK_MS}, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_WALL},
      {"output", {.output_bytes = 100000}, BOX_END_SIGNAL, SIGXFSZ, BOX_LIMIT_OUTPUT},
      {"output", {.output_bytes = 1}, BOX_END_SIGNAL, SIGXFSZ, BOX_LIMIT_OUTPUT},
      {"hello", {.output_bytes = 12}, BOX_END_EXIT, 0, 0},
      {"hello", {.output_bytes = 11}, BOX_END_EXIT, 0, BOX_LIMIT_OUTPUT},
      {"tmp_fill", {.tmp_bytes = MIB / 2}, BOX_END_EXIT, 0, 0},
      {"deep_but_fine", {.stack_bytes = MIB}, BOX_END_SIGNAL, SIGSEGV, 0},
      {"memory_20", {.memory_bytes = 64 * MIB}, BOX_END_EXIT, 0, 0},
      {"files", {.files = 10}, BOX_END_EXIT, 7, 0},
      {"shared_memory", {.wall_ns = 0}, BOX_END_EXIT, 0, 0},
      {"raise_limit", {.wall_ns = 0}, BOX_END_EXIT, 0, 0},
  };
  static struct box_report report;
  struct play *play = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct box_limits limits = play_limits();
    if (rows[i].limits.cpu_ns) limits.cpu_ns = rows[i].limits.cpu_ns;
    if (rows[i].limits.wall_ns) limits.wall_ns = rows[i].limits.wall_ns;
    if (rows[i].limits.output_bytes) limits.output_bytes = rows[i].limits.output_bytes;
    if (rows[i].limits.tmp_bytes) limits.tmp_bytes = rows[i].limits.tmp_bytes;
    if (rows[i].limits.stack_bytes) limits.stack_bytes = rows[i].limits.stack_bytes;
    if (rows[i].limits.memory_bytes) limits.memory_bytes = rows[i].limits.memory_bytes;
    if (rows[i].limits.files) limits.files = rows[i].limits.files;
    play_run(play->box, &limits, rows[i].deed, &report);
    play_expect(rows[i].deed, &report, rows[i].end, rows[i].status, rows[i].hit);
  }
}

static void test_cpu_time_is_measured_and_cut_closely(void **state) {
  static struct box_report report;
  struct play *play = *state;
  struct box_limits limits = play_limits();
  limits.cpu_ns = 100 * CLOCK_MS;
  play_run(play->box, &limits, "spin", &report);
  uint64_t used = report.cpu_user_ns + report.cpu_system_ns;
  assert_in_range(used, 95 * CLOCK_MS, 200 * CLOCK_MS);
  assert_true(report.wall_ns >= used - 10 * CLOCK_MS);
}

static void test_a_memory_bomb_is_a_memory_limit(void **state) {
  static struct box_report report;
  struct play *play = *state;
  struct box_limits limits = play_limits();
  limits.memory_bytes = 32 * MIB;
  play_run(play->box, &limits, "memory", &report);
  assert_true(report.limits_hit & BOX_LIMIT_MEMORY);
  if (report.accounting == BOX_ACCOUNTING_RLIMIT)
    play_expect("memory", &report, BOX_END_EXIT, 7, BOX_LIMIT_MEMORY);
  else
    play_expect("memory", &report, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_MEMORY);
  assert_in_range(report.memory_peak_bytes, 24 * MIB, 33 * MIB);
  play_run(play->box, NULL, "nothing", &report);
  play_expect("nothing", &report, BOX_END_EXIT, 0, 0);
}

static void test_memory_is_measured(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "nothing", &report);
  assert_true(report.memory_peak_bytes < 3 * MIB);
  play_run(play->box, NULL, "memory_20", &report);
  assert_in_range(report.memory_peak_bytes, 20 * MIB - MIB / 4, 23 * MIB);
  play_run(play->box, NULL, "nothing", &report);
  assert_true(report.memory_peak_bytes < 3 * MIB);
}

static void test_output_is_cut_to_its_end(void **state) {
  static struct box_report report;
  struct play *play = *state;
  struct box_limits limits = play_limits();
  limits.output_bytes = 100000;
  play_run(play->box, &limits, "output", &report);
  assert_int_equal(report.output_bytes_total, 100000);
  assert_int_equal(report.output_length, sizeof report.output);
  assert_int_equal(report.output[0], 'x');
}

static void test_a_run_can_be_ended_early(void **state) {
  static struct box_report report;
  struct err err = {0};
  struct play *play = *state;
  struct box_limits limits = play_limits();
  uint64_t run = 0;
  assert_int_equal(box_start(play->box, &limits, "sleep", 5, NULL, 0, &run, &err), 0);
  assert_false(box_finished(play->box, run));
  assert_int_equal(box_kill(play->box, run, &err), 0);
  struct pollfd waiting = {.fd = box_fd(play->box), .events = POLLIN};
  assert_int_equal(poll(&waiting, 1, 10000), 1);
  assert_true(box_finished(play->box, run));
  assert_int_equal(box_wait(play->box, run, &report, &err), 0);
  play_expect("sleep", &report, BOX_END_SIGNAL, SIGKILL, 0);
  assert_int_equal(box_wait(play->box, run, &report, &err), -ERR_NOT_FOUND);
}

static void test_limits_that_make_no_sense_are_refused(void **state) {
  struct err err = {0};
  struct play *play = *state;
  static struct box_report report;
  struct box_limits rows[5];
  for (size_t i = 0; i < 5; i++) rows[i] = play_limits();
  rows[0].cpu_ns = 0;
  rows[1].wall_ns = 0;
  rows[2].files = 2;
  rows[3].stack_bytes = 4096;
  rows[4].processes = 0;
  for (size_t i = 0; i < 5; i++)
    assert_int_equal(box_run(play->box, &rows[i], "nothing", 7, NULL, 0, &report, &err),
                     -ERR_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_each_limit_is_named, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_cpu_time_is_measured_and_cut_closely, setup,
                                      play_teardown),
      cmocka_unit_test_setup_teardown(test_a_memory_bomb_is_a_memory_limit, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_memory_is_measured, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_output_is_cut_to_its_end, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_a_run_can_be_ended_early, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_limits_that_make_no_sense_are_refused, setup,
                                      play_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
