/* Command lines in a compiler's box: gcc for real, and sh as everything that gcc must not become.
 */
#include <dirent.h>
#include <signal.h>

#include "tests/unit/sandbox/play.h"

static struct box_report report;

static int setup(void **state) { return play_setup(state, BOX_PHASE_COMPILE); }

static struct box_limits command_limits(void) {
  struct box_limits limits = play_limits();
  limits.cpu_ns = 10 * CLOCK_SECOND;
  limits.wall_ns = 30 * CLOCK_SECOND;
  limits.memory_bytes = 512 * MIB;
  limits.output_bytes = 4 * MIB;
  limits.tmp_bytes = 64 * MIB;
  limits.processes = 32;
  limits.files = 256;
  return limits;
}

static struct box_command shell(const char *script) {
  return (struct box_command){
      .argv = {"/bin/sh", "-c", script, NULL}, .output_name = "out", .output_limit = MIB};
}

static int run_limited(struct play *play, const struct box_limits *limits,
                       const struct box_command *command) {
  struct err err = {0};
  int output = -1;
  if (box_command(play->box, limits, command, &output, &report, &err) != 0)
    fail_msg("%s", err.message);
  return output;
}

static int run(struct play *play, const struct box_command *command) {
  struct box_limits limits = command_limits();
  return run_limited(play, &limits, command);
}

static struct box_command compiler(const char *source) {
  return (struct box_command){.argv = {"/usr/bin/gcc", "-std=gnu17", "-O2", "-fPIC", "-shared",
                                       "-o", "solution.so", "solution.c", NULL},
                              .files = {{"solution.c", source, strlen(source)}},
                              .file_count = 1,
                              .output_name = "solution.so",
                              .output_limit = 16 * MIB};
}

static void test_gcc_builds_a_program_that_a_run_box_loads(void **state) {
  struct play *play = *state;
  struct err err = {0};
  struct box_command command = compiler("#include <math.h>\nint answer(void) { return 42; }\n");
  int output = run(play, &command);
  play_expect("gcc", &report, BOX_END_EXIT, 0, 0);
  assert_true(output >= 0);
  uint64_t size = 0;
  assert_int_equal(fd_size(output, &size, &err), 0);
  char *data = malloc(size);
  assert_int_equal(fd_read_all(output, data, size, &err), 0);
  close(output);
  assert_true(report.cpu_user_ns + report.cpu_system_ns > CLOCK_MS);
  struct box *box = play_box(play->jail, BOX_PHASE_RUN_C);
  assert_int_equal(box_set_program(box, data, size, &err), 0);
  play_run(box, NULL, "program", &report);
  play_expect("program", &report, BOX_END_EXIT, 42, 0);
  play_run(box, NULL, "root_is_sealed", &report);
  play_expect("root_is_sealed", &report, BOX_END_EXIT, 0, 0);
  box_close(&box);
  free(data);
}

static void test_diagnostics_come_back(void **state) {
  struct play *play = *state;
  struct box_command command = compiler("int answer(void) { return x; }\n");
  assert_int_equal(run(play, &command), -1);
  play_expect("gcc", &report, BOX_END_EXIT, 1, 0);
  report.output[report.output_length < sizeof report.output ? report.output_length
                                                            : sizeof report.output - 1] = '\0';
  assert_non_null(strstr(report.output, "'x' undeclared"));
}

static void test_the_compiler_reads_no_file_of_the_host(void **state) {
  static const char *const paths[] = {"/etc/passwd", "/proc/self/maps", "/root/.profile",
                                      "/proc/version", "/etc/hostname"};
  struct play *play = *state;
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    char source[256];
    snprintf(source, sizeof source,
             "__asm__(\".incbin \\\"%s\\\"\");\n#if __has_include(\"%s\")\n#error seen\n#endif\n",
             paths[i], paths[i]);
    struct box_command command = compiler(source);
    assert_int_equal(run(play, &command), -1);
    play_expect(paths[i], &report, BOX_END_EXIT, 1, 0);
    assert_null(memmem(report.output, report.output_length, "seen", 4));
  }
}

static void test_only_a_regular_file_of_bounded_size_is_taken(void **state) {
  static const struct {
    const char *script;
    bool taken;
  } rows[] = {
      {"echo x > out", true},
      {"true", false},
      {"ln -s /usr/bin/true out", false},
      {"echo y > other; ln other out", false},
      {"mkdir out", false},
      {"mkfifo out || true", false},
      {"head -c 2000000 /dev/zero > out || dd if=/usr/bin/gcc-12 of=out bs=2000000 count=1", false},
  };
  struct play *play = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct box_command command = shell(rows[i].script);
    int output = run(play, &command);
    if ((output >= 0) != rows[i].taken) fail_msg("%s: %d", rows[i].script, output);
    if (output >= 0) close(output);
  }
}

static void test_names_that_could_be_paths_are_refused(void **state) {
  static const char *const names[] = {"", "../x", "a/b", "-o", ".hidden", "/x", NULL};
  struct play *play = *state;
  struct err err = {0};
  struct box_limits limits = command_limits();
  int output = -1;
  for (size_t i = 0; names[i]; i++) {
    struct box_command command = shell("true");
    command.file_count = 1;
    command.files[0].name = names[i];
    assert_int_equal(box_command(play->box, &limits, &command, &output, &report, &err),
                     -ERR_INVALID);
    command.file_count = 0;
    command.output_name = names[i];
    assert_int_equal(box_command(play->box, &limits, &command, &output, &report, &err),
                     -ERR_INVALID);
  }
}

/* Processes of this machine whose command line holds the text. */
static int count_processes(const char *text) {
  int count = 0;
  DIR *list = opendir("/proc");
  assert_non_null(list);
  for (struct dirent *entry; (entry = readdir(list));) {
    char path[300], line[512];
    snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
    int fd = entry->d_name[0] >= '0' && entry->d_name[0] <= '9' ? open(path, O_RDONLY) : -1;
    ssize_t length = fd >= 0 ? read(fd, line, sizeof line) : 0;
    if (fd >= 0) close(fd);
    if (length > 0 && memmem(line, (size_t)length, text, strlen(text))) count++;
  }
  closedir(list);
  return count;
}

static void test_what_a_command_leaves_behind_is_gone(void **state) {
  struct play *play = *state;
  struct box_command command = shell(
      "(setsid sh -c 'sleep 98765 & sleep 98765' & ) ; (sleep 98765 &) ; trap '' TERM HUP;"
      " sleep 98765 & echo left");
  run(play, &command);
  play_expect("left", &report, BOX_END_EXIT, 0, 0);
  assert_memory_equal(report.output, "left\n", 5);
  assert_int_equal(count_processes("98765"), 0);
}

static void test_a_flood_of_errors_is_capped(void **state) {
  struct play *play = *state;
  struct box_limits limits = command_limits();
  struct box_command command = shell("while :; do echo 0123456789012345678901234567890 >&2; done");
  limits.output_bytes = MIB;
  run_limited(play, &limits, &command);
  assert_true(report.limits_hit & BOX_LIMIT_OUTPUT);
  assert_int_equal(report.output_bytes_total, MIB);
  command = shell("yes | head -c 1000000000 >&2");
  run_limited(play, &limits, &command);
  assert_true(report.limits_hit & BOX_LIMIT_OUTPUT);
}

static void test_a_compiler_that_hangs_is_ended(void **state) {
  struct play *play = *state;
  struct box_limits limits = command_limits();
  struct box_command command = shell("sleep 1000");
  limits.wall_ns = 200 * CLOCK_MS;
  run_limited(play, &limits, &command);
  play_expect("sleep", &report, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_WALL);
  command = shell("while :; do :; done");
  limits.wall_ns = 20 * CLOCK_SECOND;
  limits.cpu_ns = CLOCK_SECOND;
  run_limited(play, &limits, &command);
  assert_int_equal(report.limits_hit, BOX_LIMIT_CPU);
}

static void test_processes_are_limited(void **state) {
  struct play *play = *state;
  struct box_limits limits = command_limits();
  limits.processes = 8;
  limits.wall_ns = 5 * CLOCK_SECOND;
  struct box_command command =
      shell("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1000 & done; echo none refused");
  run_limited(play, &limits, &command);
  assert_null(memmem(report.output, report.output_length, "none refused", 12));
  assert_int_equal(report.end, BOX_END_EXIT);
  if (report.accounting != BOX_ACCOUNTING_RLIMIT)
    assert_true(report.limits_hit & BOX_LIMIT_PROCESSES);
}

static void test_a_memory_bomb_in_a_command_is_a_memory_limit(void **state) {
  struct play *play = *state;
  struct box_limits limits = command_limits();
  struct box_command command = shell("x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done");
  limits.memory_bytes = 48 * MIB;
  run_limited(play, &limits, &command);
  assert_false(report.end == BOX_END_EXIT && report.status == 0);
  if (report.accounting != BOX_ACCOUNTING_RLIMIT) assert_true(report.limits_hit & BOX_LIMIT_MEMORY);
}

static void test_commands_have_no_network_and_no_new_namespaces(void **state) {
  static const char *const scripts[] = {"/usr/bin/unshare -U true", "/usr/bin/unshare -m true",
                                        "/usr/bin/mount -t tmpfs x /tmp"};
  struct play *play = *state;
  for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
    struct box_command command = shell(scripts[i]);
    run(play, &command);
    assert_false(report.end == BOX_END_EXIT && report.status == 0);
  }
}

static void test_what_cannot_be_executed_is_told(void **state) {
  struct play *play = *state;
  struct box_command command = {.argv = {"/usr/bin/no-such-compiler", NULL}};
  run(play, &command);
  play_expect("missing", &report, BOX_END_EXIT, 127, 0);
  assert_non_null(memmem(report.output, report.output_length, "No such file", 12));
}

static void test_environment_is_ours_alone(void **state) {
  struct play *play = *state;
  struct box_command command = shell("/usr/bin/env | /usr/bin/sort; pwd");
  setenv("SECRET", "x", 1);
  run(play, &command);
  static const char expected[] = "LANG=C\nPATH=/usr/bin:/bin\nPWD=/tmp\nTMPDIR=/tmp\n/tmp\n";
  assert_int_equal(report.output_length, sizeof expected - 1);
  assert_memory_equal(report.output, expected, sizeof expected - 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, play_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_gcc_builds_a_program_that_a_run_box_loads),
      TEST(test_diagnostics_come_back),
      TEST(test_the_compiler_reads_no_file_of_the_host),
      TEST(test_only_a_regular_file_of_bounded_size_is_taken),
      TEST(test_names_that_could_be_paths_are_refused),
      TEST(test_what_a_command_leaves_behind_is_gone),
      TEST(test_a_flood_of_errors_is_capped),
      TEST(test_a_compiler_that_hangs_is_ended),
      TEST(test_processes_are_limited),
      TEST(test_a_memory_bomb_in_a_command_is_a_memory_limit),
      TEST(test_commands_have_no_network_and_no_new_namespaces),
      TEST(test_what_cannot_be_executed_is_told),
      TEST(test_environment_is_ours_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
