/* A jailer of one's own, for callers without a supervisor. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "sandbox/jail_private.h"

static int connect_new(int control, struct jail **ret_jail, struct err *err) {
  int ends[2];
  int rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int ours = ends[0];
  FD_CLEANUP int theirs = ends[1];
  rc = channel_send(control, JAILER_CLIENT, NULL, 0, &theirs, 1, err);
  return rc < 0 ? rc : jail_connect(fd_steal(&ours), ret_jail, err);
}

int jail_spawn(int libexec_fd, uint32_t slot, struct jail **ret_jail, struct err *err) {
  char number[16];
  int ends[2];
  pid_t pid = 0;
  FD_CLEANUP int pidfd = -1;
  FD_CLEANUP int program = -1;
  snprintf(number, sizeof number, "%u", slot);
  const char *const argv[] = {"graded-jailer", "--slot", number, NULL};
  int rc = spawn_open_program(libexec_fd, "graded-jailer", &program, err);
  if (rc == 0) rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int control = ends[0];
  FD_CLEANUP int theirs = ends[1];
  const int fds[] = {theirs, libexec_fd};
  rc = spawn(program, argv, NULL, fds, 2, &pid, &pidfd, err);
  if (rc < 0) return rc;
  fd_close(&theirs);
  rc = connect_new(control, ret_jail, err);
  if (rc < 0) {
    fd_close(&control);
    waitpid(pid, NULL, 0);
    return err_wrap(err, rc, "graded-jailer");
  }
  (*ret_jail)->pid = pid;
  (*ret_jail)->pidfd = fd_steal(&pidfd);
  (*ret_jail)->control = fd_steal(&control);
  return 0;
}
