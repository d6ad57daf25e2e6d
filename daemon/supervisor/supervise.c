/* Theory of operation: one poll loop over a signalfd and, for each child, its control channel and
 * its pidfd. A child is DOWN until its time has come, STARTING until it says READY.
 *
 * The librarian ends when the bank is built; its index is kept for every front to come, and its
 * jailer ends with it. */
#include "daemon/supervisor/supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/supervisor/join.h"
#include "daemon/supervisor/notify.h"
#include "proto/record/message.h"

#define BACKOFF_FIRST (100 * CLOCK_MS)
#define BACKOFF_MAX (5 * CLOCK_SECOND)
#define LIVED_LONG (1 * CLOCK_SECOND)
#define START_TIMEOUT (60 * CLOCK_SECOND)
#define END_TIMEOUT (5 * CLOCK_SECOND)
#define START_FAILURES_MAX 5 /* before the first "ready" */

struct supervisor {
  const struct config *config;
  const struct layout *layout;
  struct roles roles;
  struct process processes[ROLES_PROCESSES_MAX];
  struct join join;
  int signals;
  int bank_index; /* sealed file for the front, -1 until the librarian has brought one */
  int *ready_fd;
  bool ready;
  bool stop; /* leave the loop */
  bool draining;
  uint64_t drain_deadline;
  struct channel_message message;
};

/* ---- starting */

static int start(struct supervisor *s, uint32_t number, struct err *err) {
  struct process *process = &s->processes[number];
  int rc = process_start(process, s->config, s->layout, err);
  if (rc == 0) rc = join_connect(&s->join, number, err);
  if (rc == 0 && process->role->kind == ROLE_JAILER) {
    process->state = PROCESS_READY; /* it has no word for it: its client will see */
    return 0;
  }
  if (rc == 0 && process->role->kind == ROLE_FRONT && s->bank_index >= 0)
    rc = process_say(process, MESSAGE_BANK_INDEX, s->bank_index, err);
  if (rc == 0) rc = process_say(process, MESSAGE_ROLE_GO, -1, err);
  process->kill_at = clock_monotonic() + START_TIMEOUT;
  return rc;
}

static bool is_ready(const struct supervisor *s, enum role_kind kind) {
  for (uint32_t i = 0; i < s->roles.process_count; i++)
    if (s->processes[i].role->kind == kind && s->processes[i].state != PROCESS_READY) return false;
  return true;
}

/* The signer and the ledger are behind their walls before anybody outside can be heard. */
static bool may_start(const struct supervisor *s, const struct process *process) {
  if (process->state != PROCESS_DOWN || process->restart_at > clock_monotonic()) return false;
  if (process->role->kind != ROLE_FRONT) return true;
  return is_ready(s, ROLE_SIGNER) && is_ready(s, ROLE_LEDGER);
}

static int failed(struct supervisor *s, struct process *process, const char *how, struct err *err) {
  char name[PROCESS_NAME_BYTES];
  uint64_t now = clock_monotonic();
  bool was_ready = process->state == PROCESS_READY && !process->role->one_shot;
  process_name(process, name);
  process->failures = was_ready ? 0 : process->failures + 1;
  if (!s->ready && process->failures >= START_FAILURES_MAX)
    return err_set(err, ERR_SYSTEM, "%s could not be started: %s", name, how);
  if (process->backoff == 0 || (was_ready && now - process->started_at > LIVED_LONG))
    process->backoff = BACKOFF_FIRST;
  else if ((process->backoff *= 2) > BACKOFF_MAX)
    process->backoff = BACKOFF_MAX;
  process->state = PROCESS_DOWN;
  process->restart_at = now + process->backoff;
  log_warning("-", "%s has ended: %s; starting it again in %llu ms", name, how,
              (unsigned long long)(process->backoff / CLOCK_MS));
  return 0;
}

static int start_due(struct supervisor *s, struct err *err) {
  int rc = 0;
  for (uint32_t i = 0; i < s->roles.process_count && rc == 0; i++) {
    struct process *process = &s->processes[i];
    struct err cause;
    if (s->draining || !may_start(s, process) || start(s, i, &cause) == 0) continue;
    if (process_is_running(process))
      process_kill(process); /* its end is handled like any other */
    else
      rc = failed(s, process, cause.message, err);
  }
  return rc;
}

/* ---- hearing */

static void send_bank_index(struct supervisor *s) {
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    struct process *process = &s->processes[i];
    if (process->role->kind != ROLE_FRONT || !process_is_running(process)) continue;
    if (process_say(process, MESSAGE_BANK_INDEX, s->bank_index, NULL) < 0) process_kill(process);
  }
}

static int handle(struct supervisor *s, struct process *process, struct err *err) {
  struct channel_message *message = &s->message;
  bool librarian = process->role->kind == ROLE_LIBRARIAN;
  int rc = channel_message_expect_fds(message, message->type == MESSAGE_BANK_INDEX, err);
  if (rc < 0) return rc;
  if (message->type == MESSAGE_ROLE_READY && process->state == PROCESS_STARTING) {
    process->state = PROCESS_READY;
    process->kill_at = UINT64_MAX;
    return 0;
  }
  if (message->type == MESSAGE_ROLE_DRAINED && s->draining) {
    process->drained = true;
    return 0;
  }
  if (message->type == MESSAGE_BANK_INDEX && librarian) {
    fd_close(&s->bank_index);
    s->bank_index = channel_message_take_fd(message, 0);
    send_bank_index(s);
    return 0;
  }
  return err_set(err, ERR_PROTOCOL, "message type %u is not its to send now", message->type);
}

/* Everything that waits: what a dying role has still said counts. */
static void listen_to(struct supervisor *s, struct process *process) {
  char name[PROCESS_NAME_BYTES];
  struct err err;
  int rc = 0;
  while (rc == 0) {
    rc = channel_receive(process->control, &s->message, &err);
    if (rc < 0) break;
    rc = handle(s, process, &err);
    channel_message_clear(&s->message);
  }
  if (rc == -ERR_AGAIN) return;
  fd_close(&process->control);
  if (rc == -ERR_CLOSED) { /* it is ending by itself */
    process->kill_at = clock_monotonic() + END_TIMEOUT;
    return;
  }
  process_name(process, name);
  log_error("-", "killing %s: %s", name, err.message);
  process_kill(process);
}

static void hear_signals(struct supervisor *s) {
  struct signalfd_siginfo info;
  struct err err;
  if (read(s->signals, &info, sizeof info) != sizeof info) return;
  if (info.ssi_signo == SIGHUP) return;
  if (s->draining) {
    s->stop = true; /* asked twice */
    return;
  }
  log_info("-", "stopping: no new work is taken");
  s->draining = true;
  s->drain_deadline = clock_monotonic() + s->config->drain_ns;
  if (notify_manager("STOPPING=1", &err) < 0) log_warning("-", "ignoring: %s", err.message);
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    struct process *process = &s->processes[i];
    bool drains = process->role->kind == ROLE_FRONT || process->role->kind == ROLE_LEDGER;
    if (drains && process_is_running(process)) process_say(process, MESSAGE_ROLE_DRAIN, -1, NULL);
  }
}

/* ---- ends */

/* The librarian's work is done: its jailer has no other client. */
static void finish_librarian(struct supervisor *s, struct process *librarian) {
  librarian->state = PROCESS_DONE;
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    struct process *process = &s->processes[i];
    if (process->role->kind != ROLE_JAILER || process->role->index != s->config->slots) continue;
    process->state = PROCESS_DONE;
    fd_close(&process->control);
    process->kill_at = clock_monotonic() + END_TIMEOUT;
  }
}

static int bury(struct supervisor *s, uint32_t number, struct err *err) {
  struct process *process = &s->processes[number];
  char how[80];
  bool clean;
  if (process->control >= 0) listen_to(s, process);
  process_reap(process, how, sizeof how, &clean);
  join_lost(&s->join, number);
  if (process->state == PROCESS_DONE) return 0;
  if (process->role->one_shot && clean && s->bank_index >= 0) {
    finish_librarian(s, process);
    return 0;
  }
  if (!s->draining) return failed(s, process, how, err);
  process->state = PROCESS_DOWN;
  return 0;
}

static bool is_drained(const struct supervisor *s) {
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    const struct process *process = &s->processes[i];
    bool drains = process->role->kind == ROLE_FRONT || process->role->kind == ROLE_LEDGER;
    if (drains && process_is_running(process) && !process->drained) return false;
  }
  return true;
}

/* ---- the loop */

static void announce(struct supervisor *s) {
  struct err err;
  if (s->ready || s->draining || s->bank_index < 0) return;
  for (uint32_t i = 0; i < s->roles.process_count; i++)
    if (s->processes[i].state < PROCESS_READY) return;
  s->ready = true;
  log_info("-", "ready: %s", s->config->endpoint);
  if (notify_manager("READY=1", &err) < 0) log_warning("-", "ignoring: %s", err.message);
  if (notify_fd(s->ready_fd, &err) < 0) log_warning("-", "ignoring: %s", err.message);
}

static uint64_t next_deadline(const struct supervisor *s) {
  uint64_t deadline = s->draining ? s->drain_deadline : UINT64_MAX;
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    const struct process *process = &s->processes[i];
    /* A front that waits for others is not late. */
    bool due = process->state == PROCESS_DOWN && !s->draining &&
               (process->role->kind != ROLE_FRONT ||
                (is_ready(s, ROLE_SIGNER) && is_ready(s, ROLE_LEDGER)));
    if (due && process->restart_at < deadline) deadline = process->restart_at;
    if (process_is_running(process) && process->kill_at < deadline) deadline = process->kill_at;
  }
  return deadline;
}

static void kill_late(struct supervisor *s) {
  uint64_t now = clock_monotonic();
  char name[PROCESS_NAME_BYTES];
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    struct process *process = &s->processes[i];
    if (!process_is_running(process) || process->kill_at > now) continue;
    process_name(process, name);
    log_error("-", "killing %s: it is not %s in time", name,
              process->control >= 0 ? "ready" : "at its end");
    process->kill_at = UINT64_MAX;
    process_kill(process);
  }
}

static int turn(struct supervisor *s, struct err *err) {
  struct pollfd waiting[1 + 2 * ROLES_PROCESSES_MAX];
  const uint32_t count = s->roles.process_count;
  uint64_t deadline = next_deadline(s);
  waiting[0] = (struct pollfd){.fd = s->signals, .events = POLLIN};
  for (uint32_t i = 0; i < count; i++) {
    waiting[1 + 2 * i] = (struct pollfd){.fd = s->processes[i].control, .events = POLLIN};
    waiting[2 + 2 * i] = (struct pollfd){.fd = s->processes[i].pidfd, .events = POLLIN};
  }
  int timeout = deadline == UINT64_MAX ? -1 : clock_poll_timeout(deadline);
  if (poll(waiting, 1 + 2 * count, timeout) < 0 && errno != EINTR) return err_system(err, "poll");
  int rc = 0;
  for (uint32_t i = 0; i < count && rc == 0; i++) {
    if (waiting[1 + 2 * i].revents && s->processes[i].control >= 0) listen_to(s, &s->processes[i]);
    if (waiting[2 + 2 * i].revents) rc = bury(s, i, err);
  }
  if (rc == 0 && waiting[0].revents) hear_signals(s);
  if (rc < 0) return rc;
  kill_late(s);
  return start_due(s, err);
}

static int run(struct supervisor *s, struct err *err) {
  int rc = start_due(s, err);
  while (rc == 0 && !s->stop) {
    rc = turn(s, err);
    announce(s);
    if (!s->draining) continue;
    bool late = clock_monotonic() >= s->drain_deadline;
    if (late) log_warning("-", "not everything that runs was finished in time; it stays queued");
    if (late || is_drained(s)) s->stop = true;
  }
  return rc;
}

/* Closed control channels are the word to go; whoever stays is killed. */
static void end_all(struct supervisor *s) {
  uint64_t deadline = clock_monotonic() + END_TIMEOUT;
  char how[80];
  bool clean;
  for (uint32_t i = 0; i < s->roles.process_count; i++) fd_close(&s->processes[i].control);
  for (uint32_t i = 0; i < s->roles.process_count; i++) {
    struct process *process = &s->processes[i];
    struct pollfd waiting = {.fd = process->pidfd, .events = POLLIN};
    if (!process_is_running(process)) continue;
    if (poll(&waiting, 1, clock_poll_timeout(deadline)) != 1) {
      char name[PROCESS_NAME_BYTES];
      process_name(process, name);
      log_warning("-", "killing %s: it has not ended", name);
      process_kill(process);
    }
    process_reap(process, how, sizeof how, &clean);
  }
  join_close(&s->join);
  fd_close(&s->bank_index);
  fd_close(&s->signals);
}

static int open_signals(int *ret_fd, struct err *err) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) return err_system(err, "signalfd");
  *ret_fd = fd;
  return 0;
}

int supervise(const struct config *config, const struct layout *layout, int *ready_fd,
              struct err *err) {
  struct supervisor *s = calloc(1, sizeof *s);
  if (!s) return err_set(err, ERR_MEMORY, "supervisor: no memory");
  s->config = config;
  s->layout = layout;
  s->ready_fd = ready_fd;
  s->bank_index = s->signals = -1;
  roles_make(config->slots, &s->roles);
  for (uint32_t i = 0; i < s->roles.process_count; i++)
    process_init(&s->processes[i], &s->roles.processes[i]);
  join_init(&s->join, &s->roles, s->processes);
  int rc = open_signals(&s->signals, err);
  if (rc == 0) rc = run(s, err);
  end_all(s);
  free(s);
  return rc;
}
