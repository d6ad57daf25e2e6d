#include "daemon/supervisor/process.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "proto/record/message.h"
#include "sandbox/protocol.h"

void process_init(struct process *process, const struct roles_process *role) {
  *process = (struct process){.role = role, .pidfd = -1, .control = -1, .kill_at = UINT64_MAX};
}

void process_name(const struct process *process, char name[static PROCESS_NAME_BYTES]) {
  const struct roles_process *role = process->role;
  if (role->kind == ROLE_JAILER || role->kind == ROLE_JUDGE)
    snprintf(name, PROCESS_NAME_BYTES, "%s %u", role->program, role->index);
  else
    snprintf(name, PROCESS_NAME_BYTES, "%s", role->program);
}

static int send_config(struct process *process, const struct roles_start *start, struct err *err) {
  uint8_t payload[4096];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  role_config_put(&start->config, &writer);
  int rc = bytes_writer_finish(&writer, "role's configuration", err);
  return rc < 0 ? rc
                : channel_send(process->control, MESSAGE_ROLE_CONFIG, payload, writer.length,
                               start->resources, start->resource_count, err);
}

/* The jailer gets descriptor 4, too: the helper programs that it starts in boxes. */
static int launch(struct process *process, const struct layout *layout, struct err *err) {
  char number[16];
  bool jailer = process->role->kind == ROLE_JAILER;
  snprintf(number, sizeof number, "%u", process->role->index);
  const char *const plain[] = {process->role->program, NULL};
  const char *const with_slot[] = {process->role->program, "--slot", number, NULL};
  FD_CLEANUP int program = -1;
  int ends[2];
  int rc = spawn_open_program(layout->libexec, process->role->program, &program, err);
  if (rc == 0) rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int ours = ends[0];
  FD_CLEANUP int theirs = ends[1];
  const int fds[] = {theirs, layout->libexec};
  /* A role that does not read must never stop the supervisor. */
  rc = channel_set_nonblocking(ours, err);
  if (rc == 0)
    rc = spawn(program, jailer ? with_slot : plain, NULL, fds, jailer ? 2 : 1, &process->pid,
               &process->pidfd, err);
  if (rc == 0) process->control = fd_steal(&ours);
  return rc;
}

int process_start(struct process *process, const struct config *config, const struct layout *layout,
                  struct err *err) {
  struct roles_start start;
  int rc = roles_prepare(process->role, config, layout, &start, err);
  if (rc < 0) return rc;
  rc = launch(process, layout, err);
  if (rc == 0) {
    process->state = PROCESS_STARTING;
    process->drained = false;
    process->started_at = clock_monotonic();
    if (process->role->kind != ROLE_JAILER) rc = send_config(process, &start, err);
  }
  roles_start_clear(&start);
  return rc;
}

int process_give_peer(struct process *process, const struct roles_process *peer, int fd,
                      struct err *err) {
  uint8_t payload[64];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  if (process->role->kind == ROLE_JAILER) return process_say(process, JAILER_CLIENT, fd, err);
  role_peer_put(&(struct role_peer){.kind = peer->kind, .index = peer->index}, &writer);
  int rc = bytes_writer_finish(&writer, "peer", err);
  return rc < 0 ? rc
                : channel_send(process->control, MESSAGE_ROLE_PEER, payload, writer.length, &fd, 1,
                               err);
}

int process_say(struct process *process, uint32_t type, int fd, struct err *err) {
  return channel_send(process->control, type, NULL, 0, &fd, fd >= 0 ? 1 : 0, err);
}

void process_kill(struct process *process) {
  if (process->pid > 0) kill(process->pid, SIGKILL);
}

void process_reap(struct process *process, char *text, size_t capacity, bool *ret_clean) {
  int status = 0;
  pid_t got = waitpid(process->pid, &status, 0);
  *ret_clean = got == process->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (got != process->pid)
    snprintf(text, capacity, "lost");
  else if (WIFEXITED(status))
    snprintf(text, capacity, "exit status %d", WEXITSTATUS(status));
  else if (WTERMSIG(status) == SIGSYS)
    snprintf(text, capacity, "killed by its system-call filter");
  else
    snprintf(text, capacity, "signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
  process->pid = 0;
  fd_close(&process->pidfd);
  fd_close(&process->control);
  process->kill_at = UINT64_MAX;
}
