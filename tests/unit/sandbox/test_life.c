/* The life of jailers and boxes: opening, losing, closing, and that nothing is left behind. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "sandbox/jail_private.h"
#include "tests/unit/sandbox/play.h"

static struct box_report report;

static int setup(void **state) { return play_setup(state, BOX_PHASE_RUN_C); }

/* Processes called graded-jailer or graded-box below this one, with their parents. */
struct family {
  int count;
  pid_t members[64];
};

static bool read_stat(pid_t pid, char name[static 64], pid_t *ret_parent) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
  if (fd >= 0) close(fd);
  if (length <= 0) return false;
  text[length] = '\0';
  char *end = strrchr(text, ')');
  int parent = 0;
  if (!end || sscanf(text, "%*d (%63[^)]", name) != 1 || sscanf(end, ") %*c %d", &parent) != 1)
    return false;
  *ret_parent = parent;
  return true;
}

static bool is_member(const struct family *family, pid_t pid) {
  for (int i = 0; i < family->count; i++)
    if (family->members[i] == pid) return true;
  return false;
}

/* All descendants of this process. */
static struct family find_family(void) {
  struct family family = {.count = 1, .members = {getpid()}};
  for (int before = 0; before != family.count;) {
    before = family.count;
    DIR *list = opendir("/proc");
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list));) {
      char name[64];
      pid_t pid = atoi(entry->d_name), parent = 0;
      if (pid <= 0 || is_member(&family, pid) || !read_stat(pid, name, &parent)) continue;
      if (is_member(&family, parent) && family.count < 64) family.members[family.count++] = pid;
    }
    closedir(list);
  }
  return family;
}

static pid_t find_named(const char *wanted) {
  struct family family = find_family();
  for (int i = 1; i < family.count; i++) {
    char name[64];
    pid_t parent;
    if (read_stat(family.members[i], name, &parent) && strcmp(name, wanted) == 0)
      return family.members[i];
  }
  return 0;
}

static int count_descriptors(const char *process) {
  char path[64];
  int count = 0;
  snprintf(path, sizeof path, "/proc/%s/fd", process);
  DIR *list = opendir(path);
  if (!list) return -1; /* not ours to see */
  while (readdir(list)) count++;
  closedir(list);
  return count;
}

static int count_lines(const char *process, const char *file) {
  char path[64], block[65536];
  int lines = 0;
  snprintf(path, sizeof path, "/proc/%s/%s", process, file);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  for (ssize_t got; (got = read(fd, block, sizeof block)) > 0;)
    for (ssize_t i = 0; i < got; i++) lines += block[i] == '\n';
  close(fd);
  return lines;
}

/* Directories of jailers in any hierarchy that carry this jailer's number. */
static int count_cgroups(const char *directory, const char *name, int depth) {
  int count = 0;
  DIR *list = depth < 6 ? opendir(directory) : NULL;
  if (!list) return 0;
  for (struct dirent *entry; (entry = readdir(list));) {
    char below[4096];
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    if (strncmp(entry->d_name, name, strlen(name)) == 0) count++;
    snprintf(below, sizeof below, "%s/%s", directory, entry->d_name);
    count += count_cgroups(below, name, depth + 1);
  }
  closedir(list);
  return count;
}

static void wait_for_end(int pidfd) {
  struct pollfd waiting = {.fd = pidfd, .events = POLLIN};
  assert_int_equal(poll(&waiting, 1, 10000), 1);
  close(pidfd);
}

static int open_pid(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  assert_true(fd >= 0);
  return fd;
}

static void test_200_runs_leave_nothing_behind(void **state) {
  static const char *const deeds[] = {"nothing", "abort", "tmp_is_fresh", "socket", "hello"};
  struct play *play = *state;
  char box[16], jailer[16];
  snprintf(box, sizeof box, "%d", (int)find_named("graded-box"));
  snprintf(jailer, sizeof jailer, "%d", (int)find_named("graded-jailer"));
  struct err err = {0};
  for (int i = 0; i < 10; i++) play_run(play->box, NULL, deeds[i % 5], &report);
  /* Its answer says that the box has put the last run away. */
  assert_int_equal(box_set_program(play->box, "text", 4, &err), 0);
  int family = find_family().count;
  int own = count_descriptors("self"), boxes = count_descriptors(box);
  int mounts = count_lines(box, "mounts"), maps = count_lines(box, "maps");
  int jailers = count_descriptors(jailer);
  for (int i = 0; i < 200; i++) play_run(play->box, NULL, deeds[i % 5], &report);
  assert_int_equal(box_set_program(play->box, "text", 4, &err), 0);
  assert_int_equal(find_family().count, family);
  assert_int_equal(count_descriptors("self"), own);
  assert_int_equal(count_descriptors(box), boxes);
  assert_int_equal(count_descriptors(jailer), jailers);
  assert_int_equal(count_lines(box, "mounts"), mounts);
  assert_int_equal(count_lines(box, "maps"), maps);
}

static void test_closing_boxes_removes_all_of_them(void **state) {
  (void)state;
  char name[64];
  int before = count_descriptors("self");
  struct jail *jail = play_jail();
  snprintf(name, sizeof name, "graded.%d.", (int)find_named("graded-jailer"));
  for (int i = 0; i < 10; i++) {
    struct box *box = play_box(jail, i % 2 ? BOX_PHASE_COMPILE : BOX_PHASE_CHECKER);
    if (jail_accounting(jail) != BOX_ACCOUNTING_RLIMIT)
      assert_true(count_cgroups("/sys/fs/cgroup", name, 0) > 0);
    box_close(&box);
    assert_int_equal(count_cgroups("/sys/fs/cgroup", name, 0), 0);
    assert_int_equal(find_named("graded-box"), 0);
  }
  jail_free(&jail);
  assert_int_equal(count_descriptors("self"), before);
  assert_int_equal(find_family().count, 1);
}

static void test_the_death_of_the_jailer_ends_its_boxes(void **state) {
  struct play *play = *state;
  struct err err = {0};
  int box = open_pid(find_named("graded-box"));
  pid_t jailer = find_named("graded-jailer");
  kill(jailer, SIGKILL);
  wait_for_end(box);
  struct box *another = NULL;
  int module = play_open("tests/modules/actor.so", O_RDONLY);
  struct box_options options = play_options(BOX_PHASE_RUN_C, module);
  assert_int_equal(box_open(play->jail, &options, &another, &err), -ERR_CLOSED);
  assert_int_equal(
      box_run(play->box, &(struct box_limits){0}, "nothing", 7, NULL, 0, &report, &err),
      -ERR_INVALID);
  struct box_limits limits = play_limits();
  assert_true(box_run(play->box, &limits, "nothing", 7, NULL, 0, &report, &err) < 0);
  close(module);
}

/* Nothing is waited for that cannot come: all of them have a wall-clock limit of ten seconds. */
static void test_no_run_outlives_the_jailer_for_its_client(void **state) {
  struct play *play = *state;
  struct err err = {0};
  uint64_t runs[3], start = clock_monotonic();
  int module = play_open("tests/modules/actor.so", O_RDONLY);
  struct box_options options = play_options(BOX_PHASE_CHECKER, module);
  struct box_limits limits = play_limits();
  struct box *box;
  options.concurrency = 3;
  assert_int_equal(box_open(play->jail, &options, &box, &err), 0);
  for (int i = 0; i < 3; i++)
    assert_int_equal(box_start(box, &limits, "sleep", 5, NULL, 0, &runs[i], &err), 0);
  kill(find_named("graded-jailer"), SIGKILL);
  for (int i = 0; i < 3; i++) {
    int rc = box_wait(box, runs[i], &report, &err);
    assert_true(rc < 0 || report.end == BOX_END_FAULT);
  }
  assert_true(clock_monotonic() - start < 5 * CLOCK_SECOND);
  box_close(&box);
  close(module);
}

static void test_a_client_that_dies_takes_its_boxes_along(void **state) {
  (void)state;
  int ready[2];
  assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
  pid_t client = fork();
  if (client == 0) {
    struct jail *jail = play_jail();
    struct box *box = play_box(jail, BOX_PHASE_RUN_C);
    struct box_limits limits = play_limits();
    uint64_t run;
    pid_t pids[2] = {find_named("graded-jailer"), find_named("graded-box")};
    box_start(box, &limits, "spin", 4, NULL, 0, &run, NULL);
    if (write(ready[1], pids, sizeof pids) != sizeof pids) _exit(1);
    for (;;) pause();
  }
  pid_t pids[2];
  assert_int_equal(read(ready[0], pids, sizeof pids), (int)sizeof pids);
  int jailer = open_pid(pids[0]), box = open_pid(pids[1]);
  kill(client, SIGKILL);
  waitpid(client, NULL, 0);
  wait_for_end(box);
  wait_for_end(jailer);
  close(ready[0]);
  close(ready[1]);
}

static void test_a_new_client_replaces_the_former_one(void **state) {
  struct play *play = *state;
  struct err err = {0};
  int box = open_pid(find_named("graded-box"));
  int ends[2];
  struct jail *next = NULL;
  assert_int_equal(channel_pair(ends, &err), 0);
  /* jail_spawn keeps the control channel. */
  int control = play->jail->control;
  assert_int_equal(channel_send(control, JAILER_CLIENT, NULL, 0, &ends[1], 1, &err), 0);
  close(ends[1]);
  assert_int_equal(jail_connect(ends[0], &next, &err), 0);
  wait_for_end(box);
  struct box *fresh = play_box(next, BOX_PHASE_RUN_C);
  play_run(fresh, NULL, "nothing", &report);
  play_expect("nothing", &report, BOX_END_EXIT, 0, 0);
  box_close(&fresh);
  jail_free(&next);
}

static void test_a_lost_box_is_opened_again(void **state) {
  struct play *play = *state;
  struct err err = {0};
  struct box_limits limits = play_limits();
  uint64_t run;
  int program = play_open("tests/modules/actor.so", O_RDONLY);
  assert_int_equal(box_set_program(play->box, "text", 4, &err), 0);
  assert_int_equal(box_start(play->box, &limits, "spin", 4, NULL, 0, &run, &err), 0);
  kill(find_named("graded-box"), SIGKILL);
  assert_int_equal(box_wait(play->box, run, &report, &err), 0);
  assert_int_equal(report.end, BOX_END_FAULT);
  assert_int_equal(report.run, run);
  play_run(play->box, NULL, "root_is_sealed", &report); /* which needs the program */
  play_expect("root_is_sealed", &report, BOX_END_EXIT, 0, 0);
  kill(find_named("graded-box"), SIGKILL);
  play_run(play->box, NULL, "nothing", &report);
  assert_true(report.end == BOX_END_FAULT || report.end == BOX_END_EXIT);
  play_run(play->box, NULL, "nothing", &report);
  play_expect("nothing", &report, BOX_END_EXIT, 0, 0);
  close(program);
}

static void test_a_box_that_is_silent_is_destroyed(void **state) {
  struct play *play = *state;
  struct err err = {0};
  struct box_limits limits = play_limits();
  limits.wall_ns = CLOCK_MS;
  pid_t box = find_named("graded-box");
  int pidfd = open_pid(box);
  kill(box, SIGSTOP);
  assert_int_equal(box_run(play->box, &limits, "nothing", 7, NULL, 0, &report, &err), -ERR_AGAIN);
  wait_for_end(pidfd);
  play_run(play->box, NULL, "nothing", &report);
  play_expect("nothing", &report, BOX_END_EXIT, 0, 0);
}

static int try_open(struct jail *jail, const char *args, uint64_t memory_bytes, uint64_t prepare_ns,
                    struct err *err) {
  struct box *box = NULL;
  int module = play_open("tests/modules/actor.so", O_RDONLY);
  struct box_options options = play_options(BOX_PHASE_CHECKER, module);
  options.args = args;
  options.args_length = strlen(args);
  options.memory_bytes = memory_bytes;
  options.prepare_ns = prepare_ns;
  int rc = box_open(jail, &options, &box, err);
  box_close(&box);
  close(module);
  return rc;
}

static void test_what_fails_to_prepare_is_told(void **state) {
  struct play *play = *state;
  struct err err = {0};
  assert_int_equal(try_open(play->jail, "fail", 0, 5 * CLOCK_SECOND, &err), -ERR_UNSUPPORTED);
  assert_non_null(strstr(err.message, "was told to fail"));
  assert_int_equal(try_open(play->jail, "hang", 0, 50 * CLOCK_MS, &err), -ERR_AGAIN);
  if (jail_accounting(play->jail) != BOX_ACCOUNTING_RLIMIT) {
    assert_int_equal(try_open(play->jail, "big", 16 * MIB, 5 * CLOCK_SECOND, &err), -ERR_LIMIT);
    assert_int_equal(try_open(play->jail, "big", 256 * MIB, 5 * CLOCK_SECOND, &err), 0);
  }
  struct box *box = NULL;
  int text = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  struct box_options options = play_options(BOX_PHASE_RUN_C, text);
  assert_true(box_open(play->jail, &options, &box, &err) < 0);
  options.concurrency = 4; /* only for checkers */
  assert_int_equal(box_open(play->jail, &options, &box, &err), -ERR_INVALID);
  close(text);
}

static void test_setup_reaches_the_module(void **state) {
  struct play *play = *state;
  struct err err = {0};
  struct box *box = NULL;
  int module = play_open("tests/modules/actor.so", O_RDONLY), file;
  assert_int_equal(fd_sealed("setup", "from the file", 13, &file, &err), 0);
  struct box_options options = play_options(BOX_PHASE_CHECKER, module);
  options.fds = &file;
  options.fd_count = 1;
  assert_int_equal(box_open(play->jail, &options, &box, &err), 0);
  play_run(box, NULL, "setup_text", &report);
  assert_string_equal(report.hint.message, "from the file");
  play_run(box, NULL, "descriptors", &report);
  assert_string_equal(report.hint.message, "0 1 2 ");
  box_close(&box);
  close(file);
  close(module);
}

static void test_checkers_run_beside_each_other(void **state) {
  struct play *play = *state;
  struct err err = {0};
  struct box *box = NULL;
  struct box_limits limits = play_limits();
  uint64_t runs[5], spinning;
  int module = play_open("tests/modules/actor.so", O_RDONLY);
  struct box_options options = play_options(BOX_PHASE_CHECKER, module);
  options.concurrency = 4;
  assert_int_equal(box_open(play->jail, &options, &box, &err), 0);
  limits.cpu_ns = 300 * CLOCK_MS;
  assert_int_equal(box_start(box, &limits, "spin", 4, NULL, 0, &spinning, &err), 0);
  for (int round = 0; round < 20; round++) {
    static const char *const deeds[] = {"tmp_is_fresh", "abort", "memory_20"};
    for (int i = 0; i < 3; i++)
      assert_int_equal(box_start(box, &limits, deeds[i], strlen(deeds[i]), NULL, 0, &runs[i], &err),
                       0);
    if (round == 0)
      assert_int_equal(box_start(box, &limits, "nothing", 7, NULL, 0, &runs[4], &err),
                       -ERR_INVALID);
    assert_int_equal(box_wait(box, runs[2], &report, &err), 0);
    play_expect(deeds[2], &report, BOX_END_EXIT, 0, 0);
    assert_int_equal(box_wait(box, runs[1], &report, &err), 0);
    play_expect(deeds[1], &report, BOX_END_SIGNAL, SIGABRT, 0);
    assert_int_equal(box_wait(box, runs[0], &report, &err), 0);
    play_expect(deeds[0], &report, BOX_END_EXIT, 0, 0);
  }
  assert_int_equal(box_wait(box, spinning, &report, &err), 0);
  play_expect("spin", &report, BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_CPU);
  box_close(&box);
  close(module);
}

static void test_the_tier_says_what_holds(void **state) {
  struct play *play = *state;
  assert_non_null(strstr(jail_tier(play->jail), "user+pid+mount+net+ipc+uts+cgroup ns"));
  assert_non_null(strstr(jail_tier(play->jail), "seccomp"));
  play_run(play->box, NULL, "nothing", &report);
  assert_int_equal(report.accounting, jail_accounting(play->jail));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, play_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_200_runs_leave_nothing_behind),
      cmocka_unit_test(test_closing_boxes_removes_all_of_them),
      TEST(test_the_death_of_the_jailer_ends_its_boxes),
      TEST(test_no_run_outlives_the_jailer_for_its_client),
      cmocka_unit_test(test_a_client_that_dies_takes_its_boxes_along),
      TEST(test_a_new_client_replaces_the_former_one),
      TEST(test_a_lost_box_is_opened_again),
      TEST(test_a_box_that_is_silent_is_destroyed),
      TEST(test_what_fails_to_prepare_is_told),
      TEST(test_setup_reaches_the_module),
      TEST(test_checkers_run_beside_each_other),
      TEST(test_the_tier_says_what_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
