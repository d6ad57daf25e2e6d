#include "sandbox/jailer/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "sandbox/walls/descriptor.h"
#include "sandbox/walls/rlimit.h"

/* The child waits on the lifeline for the word that its ids are mapped and its group is set; on
 * `trouble`, which closes at exec, it tells what went wrong before. */
struct pipes {
  int lifeline[2], trouble[2];
};

static void close_pipes(struct pipes *pipes) {
  for (int i = 0; i < 2; i++) {
    fd_close(&pipes->lifeline[i]);
    fd_close(&pipes->trouble[i]);
  }
}

static int open_pipes(struct pipes *pipes, struct err *err) {
  *pipes = (struct pipes){{-1, -1}, {-1, -1}};
  if (pipe2(pipes->lifeline, O_CLOEXEC) == 0 && pipe2(pipes->trouble, O_CLOEXEC) == 0) return 0;
  int rc = err_system(err, "pipe");
  close_pipes(pipes);
  return rc;
}

static int wait_for_word(int lifeline, struct err *err) {
  char word;
  ssize_t got;
  do got = read(lifeline, &word, 1);
  while (got < 0 && errno == EINTR);
  return got == 1 ? 0 : err_set(err, ERR_CLOSED, "the jailer has gone");
}

static int place_standard(struct err *err) {
  FD_CLEANUP int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) return err_system(err, "/dev/null");
  if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return err_system(err, "stdout");
  return 0;
}

static int execute(const struct launch *launch, const struct pipes *pipes, struct err *err) {
  char phase[16], concurrency[16], accounting[16];
  const struct jail_open *request = launch->request;
  snprintf(phase, sizeof phase, "%u", request->phase);
  snprintf(concurrency, sizeof concurrency, "%u", request->concurrency);
  snprintf(accounting, sizeof accounting, "%d", (int)launch->pool->cgroup.accounting);
  char *const argv[] = {"graded-box", phase, concurrency, accounting, NULL};
  /* Python reads these; nothing of the host's environment goes in. Without HOME, modules as
   * innocent as numpy.testing would have the C library ask a name service for it, by a socket. */
  char *const environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/tmp", NULL};
  int fds[2 + CGROUP_FILES + 2] = {launch->channel, pipes->lifeline[0]};
  for (int i = 0; i < CGROUP_FILES; i++) fds[2 + i] = launch->cgroup->files[i];
  fds[2 + CGROUP_FILES] = launch->pool->program_fd;
  fds[3 + CGROUP_FILES] = pipes->trouble[1];
  int rc = place_standard(err);
  if (rc == 0) rc = rlimit_box(err);
  if (rc == 0) rc = descriptor_arrange(fds, 4 + CGROUP_FILES, err);
  if (rc < 0) return rc;
  int program = 5 + CGROUP_FILES, trouble = program + 1;
  if (fcntl(program, F_SETFD, FD_CLOEXEC) != 0 || fcntl(trouble, F_SETFD, FD_CLOEXEC) != 0)
    return err_system(err, "close-on-exec");
  syscall(SYS_execveat, program, "", argv, environment, AT_EMPTY_PATH);
  return err_system(err, "execute graded-box");
}

__attribute__((noreturn)) static void child_main(const struct launch *launch, struct pipes *pipes) {
  struct err err = {0};
  int trouble = pipes->trouble[1];
  fd_close(&pipes->lifeline[1]); /* else it would keep itself alive */
  int rc = wait_for_word(pipes->lifeline[0], &err);
  if (rc == 0) rc = namespace_become(&launch->pool->identity, &err);
  if (rc == 0) {
    (void)execute(launch, pipes, &err); /* returns only if it failed */
    trouble = 6 + CGROUP_FILES;
    if (fcntl(trouble, F_GETFD) < 0) trouble = pipes->trouble[1];
  }
  if (write(trouble, &err, sizeof err) != (ssize_t)sizeof err) _exit(2);
  _exit(1);
}

static int let_go(const struct launch *launch, pid_t pid, struct pipes *pipes, struct err *err) {
  struct err trouble;
  int rc = namespace_map(pid, &launch->pool->identity, err);
  if (rc == 0) rc = cgroup_attach(&launch->pool->cgroup, launch->cgroup, pid, err);
  if (rc < 0) return rc;
  if (write(pipes->lifeline[1], "", 1) != 1) return err_system(err, "start graded-box");
  fd_close(&pipes->trouble[1]);
  ssize_t got;
  do got = read(pipes->trouble[0], &trouble, sizeof trouble);
  while (got < 0 && errno == EINTR);
  if (got == 0) return 0;
  if (got != (ssize_t)sizeof trouble) return err_set(err, ERR_INTERNAL, "start graded-box");
  if (err) *err = trouble;
  return -(int)trouble.code;
}

int launch(const struct launch *launch, pid_t *ret_pid, int *ret_pidfd, int *ret_lifeline,
           struct err *err) {
  struct pipes pipes;
  FD_CLEANUP int pidfd = -1;
  int rc = open_pipes(&pipes, err);
  if (rc < 0) return rc;
  const struct clone_request request = {.flags = namespace_box_flags(),
                                        .cgroup_fd = launch->cgroup->start_fd};
  pid_t pid = namespace_clone(&request, &pidfd, err);
  if (pid == 0) child_main(launch, &pipes);
  rc = pid < 0 ? -ERR_SYSTEM : let_go(launch, pid, &pipes, err);
  if (rc == 0) {
    *ret_pid = pid;
    *ret_pidfd = fd_steal(&pidfd);
    *ret_lifeline = fd_steal(&pipes.lifeline[1]);
  } else if (pid > 0) {
    syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    waitpid(pid, NULL, __WALL);
  }
  close_pipes(&pipes);
  return rc;
}
