/* What a run can see and reach, and that what it may not do is named. */
#include <signal.h>

#include "tests/unit/sandbox/play.h"

static int setup(void **state) { return play_setup(state, BOX_PHASE_RUN_C); }
static int setup_python(void **state) { return play_setup(state, BOX_PHASE_RUN_PYTHON); }
static int setup_checker(void **state) { return play_setup(state, BOX_PHASE_CHECKER); }

static void test_refused_system_calls_are_named(void **state) {
  static const struct {
    const char *deed, *name;
  } rows[] = {
      {"fork", "clone"},
      {"vfork", "vfork"},
      {"exec", "execve"},
      {"socket", "socket"},
      {"netlink", "socket"},
      {"ptrace", "ptrace"},
      {"mount", "mount"},
      {"unshare", "unshare"},
      {"io_uring", "io_uring_setup"},
      {"bpf", "bpf"},
      {"keyctl", "keyctl"},
      {"userfault", "userfaultfd"},
      {"perf", "perf_event_open"},
      {"memfd", "memfd_create"},
      {"shmget", "shmget"},
      {"openat2", "openat2"},
  };
  static struct box_report report;
  struct play *play = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    play_run(play->box, NULL, rows[i].deed, &report);
    play_expect(rows[i].deed, &report, BOX_END_SIGNAL, SIGSYS, 0);
    assert_true(report.hint.trapped_syscall > 0);
    assert_string_equal(jail_syscall_name(report.hint.trapped_syscall - 1), rows[i].name);
  }
}

static void test_other_architectures_are_killed(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "x32", &report);
  play_expect("x32", &report, BOX_END_SIGNAL, SIGSYS, 0);
  play_run(play->box, NULL, "int80", &report);
  if (report.end != BOX_END_SIGNAL || (report.status != SIGSYS && report.status != SIGSEGV))
    fail_msg("int80: end %d status %d", report.end, report.status);
}

static void test_harmless_calls_get_an_error(void **state) {
  static const char *const deeds[] = {"clone3",      "thread", "newest",
                                      "hide_sigsys", "locks",  "stdin"};
  static struct box_report report;
  struct play *play = *state;
  struct err err = {0};
  assert_int_equal(box_set_program(play->box, "x", 1, &err), 0);
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
    play_run(play->box, NULL, deeds[i], &report);
    play_expect(deeds[i], &report, BOX_END_EXIT, 0, 0);
  }
}

static void test_blocking_the_signal_does_not_help(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "block_sigsys", &report);
  play_expect("block_sigsys", &report, BOX_END_SIGNAL, SIGSYS, 0);
}

static void test_no_file_of_the_host_is_there(void **state) {
  static struct box_report report;
  struct play *play = *state;
  play_run(play->box, NULL, "nothing_visible", &report);
  play_expect("nothing_visible", &report, BOX_END_EXIT, 0, 0);
  play_run(play->box, NULL, "root_is_sealed", &report);
  play_expect("root_is_sealed", &report, BOX_END_EXIT, 0, 0);
}

static void test_tmp_is_fresh_every_time(void **state) {
  static struct box_report report;
  struct play *play = *state;
  for (int i = 0; i < 5; i++) {
    play_run(play->box, NULL, "tmp_is_fresh", &report);
    play_expect("tmp_is_fresh", &report, BOX_END_EXIT, 0, 0);
  }
}

static void test_a_run_holds_no_descriptor_but_its_own(void **state) {
  static struct box_report report;
  struct play *play = *state;
  struct err err = {0};
  struct box_limits limits = play_limits();
  int file = open("/dev/null", O_RDWR | O_CLOEXEC);
  const int fds[] = {file, file};
  play_run(play->box, NULL, "descriptors", &report);
  assert_string_equal(report.hint.message, "0 1 2 ");
  assert_int_equal(box_set_program(play->box, "x", 1, &err), 0);
  assert_int_equal(box_run(play->box, &limits, "descriptors", 11, fds, 2, &report, &err), 0);
  assert_string_equal(report.hint.message, "0 1 2 3 4 5 ");
  close(file);
}

static void test_inputs_and_outputs_are_shared_memory(void **state) {
  static struct box_report report;
  struct play *play = *state;
  struct err err = {0};
  struct box_limits limits = play_limits();
  int fds[2];
  char text[4096] = "what goes in", back[4096] = "";
  assert_int_equal(fd_sealed("in", text, sizeof text, &fds[0], &err), 0);
  assert_int_equal(fd_memory("out", sizeof text, &fds[1], &err), 0);
  assert_int_equal(box_run(play->box, &limits, "copy", 4, fds, 2, &report, &err), 0);
  play_expect("copy", &report, BOX_END_EXIT, 0, 0);
  assert_int_equal(pread(fds[1], back, sizeof back, 0), (int)sizeof back);
  assert_memory_equal(text, back, sizeof text);
  close(fds[0]);
  close(fds[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_refused_system_calls_are_named, setup, play_teardown),
      {"test_refused_system_calls_are_named in python", test_refused_system_calls_are_named,
       setup_python, play_teardown, NULL},
      {"test_refused_system_calls_are_named in checkers", test_refused_system_calls_are_named,
       setup_checker, play_teardown, NULL},
      cmocka_unit_test_setup_teardown(test_other_architectures_are_killed, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_harmless_calls_get_an_error, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_blocking_the_signal_does_not_help, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_no_file_of_the_host_is_there, setup, play_teardown),
      {"test_no_file_of_the_host_is_there in checkers", test_no_file_of_the_host_is_there,
       setup_checker, play_teardown, NULL},
      cmocka_unit_test_setup_teardown(test_tmp_is_fresh_every_time, setup, play_teardown),
      cmocka_unit_test_setup_teardown(test_a_run_holds_no_descriptor_but_its_own, setup,
                                      play_teardown),
      cmocka_unit_test_setup_teardown(test_inputs_and_outputs_are_shared_memory, setup,
                                      play_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
