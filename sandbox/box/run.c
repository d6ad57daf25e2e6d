#include "sandbox/box/run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box/child.h"
#include "sandbox/walls/namespace.h"

static bool is_waiting(const struct run *run) { return run->number == 0 && run->pid > 0; }

/* A place with a waiting process, else a free one. */
static struct run *find_place(struct parent *parent) {
  struct run *found = NULL;
  for (uint32_t i = 0; i < parent->concurrency; i++) {
    struct run *run = &parent->runs[i];
    if (is_waiting(run)) return run;
    if (run->number == 0 && !found) found = run;
  }
  return found;
}

/* A grader is the bank's own code: without a /tmp it stays in its box's mount namespace, where it
 * can change nothing, and its system calls reach nothing of the other two. */
static bool needs_own_namespaces(const struct parent *parent, uint64_t tmp_bytes) {
  return parent->phase != BOX_PHASE_CHECKER || tmp_bytes > 0;
}

static int clone_child(struct parent *parent, struct run *run, uint64_t tmp_bytes,
                       struct err *err) {
  int ends[2], cgroup_fd = -1;
  uint32_t index = (uint32_t)(run - parent->runs);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return err_system(err, "socketpair");
  FD_CLEANUP int ours = ends[0];
  FD_CLEANUP int theirs = ends[1];
  int rc = needs_own_namespaces(parent, tmp_bytes) ? namespace_renew(err) : 0;
  if (rc == 0) rc = usage_make(&parent->usage, &run->usage, &cgroup_fd, err);
  if (rc < 0) return rc;
  const struct clone_request request = {.flags = namespace_run_flags(), .cgroup_fd = cgroup_fd};
  run->pid = namespace_clone(&request, &run->pidfd, err);
  if (run->pid == 0) child_main(parent, index, theirs, tmp_bytes);
  if (run->pid < 0) {
    usage_drop(&parent->usage, &run->usage);
    return -ERR_SYSTEM;
  }
  run->task_fd = fd_steal(&ours);
  run->tmp_bytes = tmp_bytes;
  return 0;
}

static int make_child(struct parent *parent, struct run *run, uint64_t tmp_bytes, struct err *err) {
  *run = (struct run){.pidfd = -1, .task_fd = -1, .stdout_fd = -1, .output_fd = -1};
  slots_clear(&parent->slots, (uint32_t)(run - parent->runs));
  int rc = parent->tmp.kept ? tmp_offer(&parent->tmp, tmp_bytes, err) : 0;
  if (rc == 0) rc = clone_child(parent, run, tmp_bytes, err);
  if (rc < 0) run_clear(parent, run);
  return rc;
}

static void discard_child(struct parent *parent, struct run *run) {
  syscall(SYS_pidfd_send_signal, run->pidfd, SIGKILL, NULL, 0);
  while (waitpid(run->pid, NULL, __WALL) < 0 && errno == EINTR) continue;
  usage_drop(&parent->usage, &run->usage);
  run_clear(parent, run);
}

int run_prepare(struct parent *parent, struct err *err) {
  struct run *run = find_place(parent);
  if (!run || is_waiting(run)) return 0;
  return make_child(parent, run, parent->tmp_expected, err);
}

static int send_task(const struct parent *parent, const struct run *run,
                     const struct channel_message *message, const struct rlimit_account *account,
                     struct err *err) {
  struct child_task head;
  memset(&head, 0, sizeof head);
  head.account = *account;
  head.has_program = parent->has_program;
  uint8_t *payload = parent->buffers->payload;
  int fds[CHANNEL_FDS_MAX];
  size_t count = 0;
  fds[count++] = run->stdout_fd;
  if (run->command) fds[count++] = run->output_fd;
  for (uint32_t i = 0; i < message->fd_count; i++) fds[count++] = message->fds[i];
  memcpy(payload, &head, sizeof head);
  memcpy(payload + sizeof head, message->payload, message->length);
  return channel_send(run->task_fd, CHILD_TASK, payload, sizeof head + message->length, fds, count,
                      err);
}

/* CPU time that the process had used before it got its task is not the run's. */
static uint64_t cpu_before(const struct run *run) {
  struct timespec used = {0};
  if (clock_gettime(run_cpu_clock(run), &used) != 0) return 0;
  return (uint64_t)used.tv_sec * CLOCK_SECOND + (uint64_t)used.tv_nsec;
}

static int hand_over(struct parent *parent, struct run *run, const struct channel_message *message,
                     struct err *err) {
  struct rlimit_account account;
  int rc = output_take(&parent->output, &run->stdout_fd, err);
  if (rc == 0 && run->command) rc = fd_memory("built", 0, &run->output_fd, err);
  if (rc == 0)
    rc = usage_begin(&parent->usage, &run->usage, &run->limits, run->command, &account, err);
  if (rc < 0) return rc;
  run->cpu_before = cpu_before(run);
  run->started = clock_monotonic();
  uint64_t first = run->command || run->limits.cpu_ns > run->limits.wall_ns ? run->limits.wall_ns
                                                                            : run->limits.cpu_ns;
  run->check_at = run->started + first;
  rc = send_task(parent, run, message, &account, err);
  fd_close(&run->task_fd);
  if (rc < 0) usage_cancel(&parent->usage, &run->usage);
  return rc;
}

int run_start(struct parent *parent, const struct channel_message *message,
              const struct box_run_request *request, struct err *err) {
  struct run *run = find_place(parent);
  if (!run) return err_set(err, ERR_PROTOCOL, "run: more than %u at once", parent->concurrency);
  if (is_waiting(run) && run->tmp_bytes != request->limits.tmp_bytes) discard_child(parent, run);
  parent->tmp_expected = request->limits.tmp_bytes;
  /* A process that died while it waited (it is a victim for the kernel like any other) is replaced
   * once. */
  for (bool first = true;; first = false) {
    int rc = is_waiting(run) ? 0 : make_child(parent, run, request->limits.tmp_bytes, err);
    if (rc < 0) return rc;
    run->command = message->type == BOX_COMMAND;
    run->limits = request->limits;
    rc = hand_over(parent, run, message, err);
    if (rc == 0) break;
    bool died = rc == -ERR_CLOSED && first;
    const char *fault = slots_fault(&parent->slots, (uint32_t)(run - parent->runs))->text;
    if (rc == -ERR_CLOSED && fault[0] != '\0') err_set(err, ERR_SYSTEM, "%s", fault);
    discard_child(parent, run);
    if (!died) return rc;
  }
  run->number = request->run;
  return 0;
}

clockid_t run_cpu_clock(const struct run *run) { return (clockid_t)(~(unsigned)run->pid << 3 | 2); }

void run_clear(struct parent *parent, struct run *run) {
  fd_close(&run->pidfd);
  fd_close(&run->task_fd);
  output_give(&parent->output, &run->stdout_fd);
  fd_close(&run->output_fd);
  run->pid = 0;
  run->number = 0;
}
