/* What a program started by spawn() has, as it sees it itself: the test is its own child program.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"

#define FDS_LOOKED_AT 256

extern char **environ;

/* ---- the child: writes what it finds to descriptor 3 */

struct findings {
  uint8_t open[FDS_LOOKED_AT];
  ino_t inodes[8]; /* of descriptors 0 .. 7 */
  dev_t null_device;
  uint32_t environment_count;
  char first_variable[64], directory[64], argument[32];
  int death_signal, blocked_signals, ignored_signals;
  int leads_session;
  unsigned umask;
};

static void look(struct findings *found, char **argv) {
  struct stat info;
  sigset_t mask;
  memset(found, 0, sizeof *found);
  for (int fd = 0; fd < FDS_LOOKED_AT; fd++) found->open[fd] = fcntl(fd, F_GETFD) >= 0;
  for (int fd = 0; fd < 8; fd++)
    if (fstat(fd, &info) == 0) found->inodes[fd] = info.st_ino;
  if (fstat(0, &info) == 0) found->null_device = info.st_rdev;
  for (char **v = environ; *v; v++) found->environment_count++;
  if (environ[0]) snprintf(found->first_variable, sizeof found->first_variable, "%s", environ[0]);
  if (!getcwd(found->directory, sizeof found->directory)) found->directory[0] = '?';
  snprintf(found->argument, sizeof found->argument, "%s", argv[1]);
  prctl(PR_GET_PDEATHSIG, &found->death_signal);
  found->leads_session = getsid(0) == getpid();
  found->umask = umask(0);
  sigprocmask(SIG_BLOCK, NULL, &mask);
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    found->blocked_signals += sigismember(&mask, number) == 1;
    if (sigaction(number, NULL, &action) == 0)
      found->ignored_signals += action.sa_handler == SIG_IGN;
  }
}

static int child(char **argv) {
  struct findings found;
  if (strcmp(argv[1], "sleep") == 0) return pause();
  look(&found, argv);
  return write(3, &found, sizeof found) == sizeof found ? 7 : 8;
}

/* ---- the tests */

static int open_self(void) {
  int fd = open("/proc/self/exe", O_PATH | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}

/* Starts the child with `fds` after the findings' pipe; returns its wait status. */
static int run(const char *const environment[], const int *fds, size_t count,
               struct findings *found) {
  const char *const argv[] = {"child", "look", NULL};
  int ends[2], all[8], pidfd, status;
  struct err err;
  pid_t pid;
  FD_CLEANUP int self = open_self();
  assert_int_equal(pipe(ends), 0); /* not close-on-exec on purpose */
  all[0] = ends[1];
  for (size_t i = 0; i < count; i++) all[i + 1] = fds[i];
  if (spawn(self, argv, environment, all, count + 1, &pid, &pidfd, &err) < 0)
    fail_msg("%s", err.message);
  close(ends[1]);
  assert_int_equal(fd_read_all(ends[0], found, sizeof *found, NULL), 0);
  close(ends[0]);
  struct pollfd ended = {.fd = pidfd, .events = POLLIN};
  assert_int_equal(poll(&ended, 1, 20000), 1);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  close(pidfd);
  return status;
}

static ino_t inode_of(int fd) {
  struct stat info;
  assert_int_equal(fstat(fd, &info), 0);
  return info.st_ino;
}

static void child_has_exactly_the_listed_descriptors(void **state) {
  (void)state;
  struct findings found;
  int first, second;
  /* Open and inheritable here, not in the list. */
  int stray = open("/etc/passwd", O_RDONLY);
  int high = fcntl(stray, F_DUPFD, 200);
  assert_int_equal(fd_memory("first", 1, &first, NULL), 0);
  assert_int_equal(fd_memory("second", 1, &second, NULL), 0);
  const int fds[] = {first, second};
  run(NULL, fds, 2, &found);
  for (int fd = 0; fd < FDS_LOOKED_AT; fd++)
    if (found.open[fd] != (fd <= 5)) fail_msg("descriptor %d open: %d", fd, found.open[fd]);
  assert_int_equal(found.inodes[4], inode_of(first));
  assert_int_equal(found.inodes[5], inode_of(second));
  assert_int_equal(found.inodes[1], inode_of(2));
  assert_int_equal(found.inodes[2], inode_of(2));
  close(stray);
  close(high);
  close(first);
  close(second);
}

static void descriptors_that_are_in_each_others_places_arrive_in_order(void **state) {
  (void)state;
  struct findings found;
  int first, second;
  assert_int_equal(fd_memory("first", 1, &first, NULL), 0);
  assert_int_equal(fd_memory("second", 1, &second, NULL), 0);
  /* 4 and 5 are their places in the child, crosswise. */
  ino_t inodes[] = {inode_of(first), inode_of(second)};
  int saved[] = {dup(4), dup(5)};
  int moved_first = fcntl(first, F_DUPFD_CLOEXEC, 50),
      moved_second = fcntl(second, F_DUPFD_CLOEXEC, 50);
  assert_true(dup2(moved_first, 5) == 5 && dup2(moved_second, 4) == 4);
  const int fds[] = {5, 4};
  run(NULL, fds, 2, &found);
  assert_int_equal(found.inodes[4], inodes[0]);
  assert_int_equal(found.inodes[5], inodes[1]);
  for (int i = 0; i < 2; i++) {
    if (saved[i] >= 0) dup2(saved[i], 4 + i);
    close(saved[i] >= 0 ? saved[i] : 4 + i);
  }
  close(moved_first);
  close(moved_second);
}

static void standard_input_is_the_null_device(void **state) {
  (void)state;
  struct findings found;
  struct stat null;
  assert_int_equal(stat("/dev/null", &null), 0);
  run(NULL, NULL, 0, &found);
  assert_int_equal(found.null_device, null.st_rdev);
}

static void environment_is_path_only_unless_given(void **state) {
  (void)state;
  struct findings found;
  const char *const given[] = {"A=1", "B=2", NULL};
  setenv("SECRET", "x", 1);
  run(NULL, NULL, 0, &found);
  assert_int_equal(found.environment_count, 1);
  assert_memory_equal(found.first_variable, "PATH=", 5);
  run(given, NULL, 0, &found);
  assert_int_equal(found.environment_count, 2);
  assert_string_equal(found.first_variable, "A=1");
}

static void child_starts_in_the_root_and_dies_with_its_parent(void **state) {
  (void)state;
  struct findings found;
  int status = run(NULL, NULL, 0, &found);
  assert_string_equal(found.directory, "/");
  assert_string_equal(found.argument, "look");
  assert_int_equal(found.death_signal, SIGKILL);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

static void signals_of_the_parent_are_not_inherited(void **state) {
  (void)state;
  struct findings found;
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  assert_int_equal(sigprocmask(SIG_BLOCK, &set, &before), 0);
  signal(SIGPIPE, SIG_IGN);
  run(NULL, NULL, 0, &found);
  assert_int_equal(found.blocked_signals, 0);
  assert_int_equal(found.ignored_signals, 0);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

static void neither_terminal_nor_umask_are_the_parents(void **state) {
  (void)state;
  struct findings found;
  unsigned before = umask(077);
  run(NULL, NULL, 0, &found);
  umask(before);
  assert_true(found.leads_session);
  assert_int_equal(found.umask, 022);
}

static void file_that_is_no_program_is_an_error_and_leaves_no_child(void **state) {
  (void)state;
  const char *const argv[] = {"passwd", NULL};
  struct err err;
  int pidfd = -1;
  pid_t pid = -1;
  FD_CLEANUP int file = open("/etc/passwd", O_PATH | O_CLOEXEC);
  assert_int_equal(spawn(file, argv, NULL, NULL, 0, &pid, &pidfd, &err), -ERR_SYSTEM);
  assert_int_equal(err.os_errno, EACCES);
  assert_non_null(strstr(err.message, "passwd"));
  assert_int_equal(pidfd, -1);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void closed_descriptor_in_the_list_is_an_error(void **state) {
  (void)state;
  const char *const argv[] = {"child", "look", NULL};
  const int fds[] = {-1};
  struct err err;
  int pidfd;
  pid_t pid;
  FD_CLEANUP int self = open_self();
  assert_int_equal(spawn(self, argv, NULL, fds, 1, &pid, &pidfd, &err), -ERR_SYSTEM);
  assert_int_equal(err.os_errno, EBADF);
}

static void pidfd_tells_the_end_of_the_child(void **state) {
  (void)state;
  const char *const argv[] = {"child", "sleep", NULL};
  struct err err;
  int pidfd, status;
  pid_t pid;
  FD_CLEANUP int self = open_self();
  assert_int_equal(spawn(self, argv, NULL, NULL, 0, &pid, &pidfd, &err), 0);
  assert_int_equal(fcntl(pidfd, F_GETFD), FD_CLOEXEC);
  struct pollfd ended = {.fd = pidfd, .events = POLLIN};
  assert_int_equal(poll(&ended, 1, 0), 0);
  kill(pid, SIGKILL);
  assert_int_equal(poll(&ended, 1, 20000), 1);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  close(pidfd);
}

int main(int argc, char **argv) {
  if (argc > 1) return child(argv);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(child_has_exactly_the_listed_descriptors),
      cmocka_unit_test(descriptors_that_are_in_each_others_places_arrive_in_order),
      cmocka_unit_test(standard_input_is_the_null_device),
      cmocka_unit_test(environment_is_path_only_unless_given),
      cmocka_unit_test(child_starts_in_the_root_and_dies_with_its_parent),
      cmocka_unit_test(signals_of_the_parent_are_not_inherited),
      cmocka_unit_test(neither_terminal_nor_umask_are_the_parents),
      cmocka_unit_test(file_that_is_no_program_is_an_error_and_leaves_no_child),
      cmocka_unit_test(closed_descriptor_in_the_list_is_an_error),
      cmocka_unit_test(pidfd_tells_the_end_of_the_child),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
