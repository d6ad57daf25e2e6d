/* Theory of operation: fork, then in the child nothing but system calls until execveat(2). A
 * close-on-exec pipe tells the parent how that went: it closes silently when the program has
 * started, or brings the step that failed. The pidfd cannot name another process, because the child
 * is not reaped before the caller has it. */
#include "daemon/base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"

#define FIRST_FD 3
#define FDS_MAX 16
#define PATH_OF_LINKS 4096

enum step {
  STEP_DEATH_SIGNAL = 1,
  STEP_SESSION,
  STEP_SIGNALS,
  STEP_DESCRIPTORS,
  STEP_DIRECTORY,
  STEP_PROGRAM,
  STEP_COUNT
};
static const char *const step_names[STEP_COUNT] = {
    "nothing", "PR_SET_PDEATHSIG", "setsid", "signals", "descriptors", "chdir /", "execveat"};

struct failure {
  int32_t step;
  int32_t os_errno;
};

__attribute__((noreturn)) static void give_up(int report, enum step step) {
  struct failure failure = {.step = (int32_t)step, .os_errno = errno};
  ssize_t ignored = write(report, &failure, sizeof failure);
  (void)ignored;
  _exit(127);
}

/* A parent that died before the call would never be seen: compare its number. */
static bool die_with(pid_t parent) {
  return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

static bool reset_signals(void) {
  sigset_t none;
  for (int number = 1; number < NSIG; number++) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    if (number == SIGKILL || number == SIGSTOP) continue;
    /* libc keeps a few numbers for itself and refuses them. */
    if (sigaction(number, &standard, NULL) < 0 && errno != EINVAL) return false;
  }
  return sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

/* Sources may be in each other's places: all are moved out of the way first. */
static bool arrange(const int *fds, size_t count, int *report, int *program) {
  int moved[FDS_MAX];
  const int above = FIRST_FD + FDS_MAX;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  int far_null = null < 0 ? -1 : fcntl(null, F_DUPFD_CLOEXEC, above);
  int far_report = fcntl(*report, F_DUPFD_CLOEXEC, above);
  int far_program = fcntl(*program, F_DUPFD_CLOEXEC, above);
  if (far_null < 0 || far_report < 0 || far_program < 0) return false;
  for (size_t i = 0; i < count; i++)
    if ((moved[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, above)) < 0) return false;
  *report = far_report;
  *program = far_program;
  if (dup2(far_null, 0) < 0 || dup2(2, 1) < 0) return false;
  for (size_t i = 0; i < count; i++)
    if (dup2(moved[i], FIRST_FD + (int)i) < 0) return false;
  return close_range(FIRST_FD + (unsigned)count, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

__attribute__((noreturn)) static void become(int program, const char *const argv[],
                                             const char *const environment[], const int *fds,
                                             size_t count, pid_t parent, int report) {
  static const char *const path_only[] = {"PATH=/usr/local/bin:/usr/bin:/bin", NULL};
  if (!die_with(parent)) give_up(report, STEP_DEATH_SIGNAL);
  /* What a terminal sends is for the parent to handle. */
  if (setsid() < 0) give_up(report, STEP_SESSION);
  if (!reset_signals()) give_up(report, STEP_SIGNALS);
  if (!arrange(fds, count, &report, &program)) give_up(report, STEP_DESCRIPTORS);
  if (chdir("/") < 0) give_up(report, STEP_DIRECTORY);
  umask(022); /* what a box may enter must not depend on who started the daemon */
  syscall(SYS_execveat, program, "", argv, environment ? environment : path_only, AT_EMPTY_PATH);
  give_up(report, STEP_PROGRAM);
}

/* End of file = the program runs. */
static int await_start(int report, const char *name, struct err *err) {
  struct failure failure;
  ssize_t got;
  do got = read(report, &failure, sizeof failure);
  while (got < 0 && errno == EINTR);
  if (got < 0) return err_system(err, "starting %s", name);
  if (got == 0) return 0;
  if (got != sizeof failure || failure.step <= 0 || failure.step >= STEP_COUNT)
    return err_set(err, ERR_INTERNAL, "starting %s: no report", name);
  errno = failure.os_errno;
  return err_system(err, "starting %s: %s", name, step_names[failure.step]);
}

int spawn(int program_fd, const char *const argv[], const char *const environment[], const int *fds,
          size_t fd_count, pid_t *ret_pid, int *ret_pidfd, struct err *err) {
  FD_CLEANUP int report_read = -1;
  FD_CLEANUP int report_write = -1;
  FD_CLEANUP int pidfd = -1;
  int report[2];
  if (fd_count > FDS_MAX)
    return err_set(err, ERR_LIMIT, "%s: %zu descriptors, the limit is %d", argv[0], fd_count,
                   FDS_MAX);
  if (pipe2(report, O_CLOEXEC) < 0) return err_system(err, "pipe");
  report_read = report[0];
  report_write = report[1];
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid < 0) return err_system(err, "fork");
  if (pid == 0) become(program_fd, argv, environment, fds, fd_count, parent, report_write);
  fd_close(&report_write);
  int rc = await_start(report_read, argv[0], err);
  if (rc == 0) {
    pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) rc = err_system(err, "pidfd_open");
  }
  if (rc < 0) {
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return rc;
  }
  *ret_pid = pid;
  *ret_pidfd = fd_steal(&pidfd);
  return 0;
}

/* The directory of the running program, without a trailing slash. */
static int own_directory(char *path, size_t capacity, struct err *err) {
  ssize_t length = readlink("/proc/self/exe", path, capacity - 1);
  if (length < 0) return err_system(err, "/proc/self/exe");
  path[length] = 0;
  char *slash = strrchr(path, '/');
  if (!slash || (size_t)length >= capacity - 1)
    return err_set(err, ERR_LIMIT, "/proc/self/exe: path of %zd bytes", length);
  *slash = 0;
  return 0;
}

int spawn_open_libexec(int *ret_directory_fd, struct err *err) {
  static const char *const places[] = {"libexec", "../libexec/graded"};
  char path[PATH_OF_LINKS];
  int rc = own_directory(path, sizeof path, err);
  if (rc < 0) return rc;
  FD_CLEANUP int own = open(*path ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return err_system(err, "%s", path);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    int found = openat(own, places[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (found >= 0) {
      *ret_directory_fd = found;
      return 0;
    }
    if (errno != ENOENT && errno != ENOTDIR) return err_system(err, "%s/%s", path, places[i]);
  }
  return err_set(err, ERR_NOT_FOUND, "helper programs: neither %s/%s nor %s/%s exists", path,
                 places[0], path, places[1]);
}

int spawn_open_program(int libexec_fd, const char *name, int *ret_fd, struct err *err) {
  int fd = openat(libexec_fd, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    enum err_code code = errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM;
    err_system(err, "helper program %s", name);
    if (err) err->code = code;
    return -(int)code;
  }
  *ret_fd = fd;
  return 0;
}
