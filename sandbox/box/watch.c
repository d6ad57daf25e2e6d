#include "sandbox/box/watch.h"

#include <poll.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box/report.h"
#include "sandbox/box/run.h"
#include "sandbox/box/setup.h"

static int send_kill(struct run *run, struct err *err) {
  if (syscall(SYS_pidfd_send_signal, run->pidfd, SIGKILL, NULL, 0) != 0 && errno != ESRCH)
    return err_system(err, "kill a run");
  run->kill_sent = true;
  return 0;
}

static uint64_t cpu_time(const struct run *run) {
  struct timespec used = {0};
  if (clock_gettime(run_cpu_clock(run), &used) != 0) return 0;
  uint64_t time = (uint64_t)used.tv_sec * CLOCK_SECOND + (uint64_t)used.tv_nsec;
  return time > run->cpu_before ? time - run->cpu_before : 0;
}

/* A run cannot use up its CPU time faster than the wall clock goes, so it is looked at only when it
 * could have. */
static int check_limits(struct run *run, uint64_t now, struct err *err) {
  if (run->kill_sent || now < run->check_at) return 0;
  uint64_t wall_end = run->started + run->limits.wall_ns;
  uint64_t used = run->command ? 0 : cpu_time(run);
  if (used >= run->limits.cpu_ns) {
    run->killed_for |= BOX_LIMIT_CPU;
    return send_kill(run, err);
  }
  if (now >= wall_end) {
    run->killed_for |= BOX_LIMIT_WALL;
    return send_kill(run, err);
  }
  uint64_t next = now + (run->limits.cpu_ns - used);
  run->check_at = run->command || next > wall_end ? wall_end : next;
  return 0;
}

static struct run *find_run(struct parent *parent, uint64_t number) {
  for (uint32_t i = 0; i < parent->concurrency; i++)
    if (parent->runs[i].number == number) return &parent->runs[i];
  return NULL;
}

static int begin_run(struct parent *parent, struct err *err) {
  const struct channel_message *message = &parent->buffers->message;
  struct box_run_request request;
  struct err failure = {0};
  bool command = message->type == BOX_COMMAND;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  int rc = box_run_request_get(&reader, &request, err);
  if (rc == 0 && command) rc = channel_message_expect_fds(message, 1, err);
  if (rc == 0 && !command && message->fd_count > WARM_FDS_MAX)
    rc = err_set(err, ERR_PROTOCOL, "run: %u descriptors", message->fd_count);
  if (rc == 0 && (command != (parent->runtime == NULL) || request.run == 0))
    rc = err_set(err, ERR_PROTOCOL, "run: not of this box's kind");
  if (rc < 0) return rc;
  rc = run_start(parent, message, &request, &failure);
  return rc < 0 ? report_fault(parent, request.run, &failure, err) : 0;
}

static int take_program(struct parent *parent, struct err *err) {
  struct err failure = {0};
  int rc = setup_program(parent, &failure);
  channel_message_clear(&parent->buffers->message);
  if (rc < 0) return protocol_send_failure(parent->channel, BOX_REFUSED, &failure, err);
  return channel_send(parent->channel, BOX_READY, NULL, 0, NULL, 0, err);
}

static int kill_run(struct parent *parent, struct err *err) {
  const struct channel_message *message = &parent->buffers->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  uint64_t number = bytes_get_u64(&reader);
  int rc = bytes_reader_finish(&reader, "kill", err);
  struct run *run = rc == 0 && number > 0 ? find_run(parent, number) : NULL;
  return run ? send_kill(run, err) : rc; /* it may have ended by itself */
}

static int dispatch(struct parent *parent, struct err *err) {
  uint32_t type = parent->buffers->message.type;
  switch (type) {
    case BOX_RUN:
    case BOX_COMMAND:
      return begin_run(parent, err);
    case BOX_PROGRAM:
      return take_program(parent, err);
    case BOX_KILL:
      return kill_run(parent, err);
    default:
      return err_set(err, ERR_PROTOCOL, "message type %u", type);
  }
}

static int receive(struct parent *parent, struct err *err) {
  struct channel_message *message = &parent->buffers->message;
  int rc = channel_receive(parent->channel, message, err);
  if (rc < 0) return rc;
  rc = dispatch(parent, err);
  channel_message_clear(message);
  return rc;
}

/* Waits for the channel (polls[0]) and for the end of runs, until a limit could be reached. */
static int wait_for_events(const struct parent *parent, struct pollfd *polls, struct err *err) {
  uint64_t next = UINT64_MAX, now = clock_monotonic();
  polls[0] = (struct pollfd){.fd = parent->channel, .events = POLLIN};
  for (uint32_t i = 0; i < parent->concurrency; i++) {
    const struct run *run = &parent->runs[i];
    polls[i + 1] = (struct pollfd){.fd = run->number ? run->pidfd : -1, .events = POLLIN};
    if (run->number && !run->kill_sent && run->check_at < next) next = run->check_at;
  }
  uint64_t wait = next > now ? next - now : 0;
  struct timespec timeout = {.tv_sec = (time_t)(wait / CLOCK_SECOND),
                             .tv_nsec = (long)(wait % CLOCK_SECOND)};
  if (ppoll(polls, parent->concurrency + 1, next == UINT64_MAX ? NULL : &timeout, NULL) < 0 &&
      errno != EINTR)
    return err_system(err, "poll");
  return 0;
}

/* With the report on its way, the next run's process is made, when whoever waited for the report on
 * this processor has had his turn. A command's is not: it costs nothing beside a compiler. */
static int end_run(struct parent *parent, uint32_t index, struct err *err) {
  struct err ignored = {0};
  int rc = report_ended(parent, index, err);
  if (rc < 0 || !parent->runtime) return rc;
  sched_yield();
  run_prepare(parent, &ignored);
  return rc;
}

int watch(struct parent *parent, struct err *err) {
  struct pollfd polls[BOX_CONCURRENCY_MAX + 1];
  for (;;) {
    int rc = wait_for_events(parent, polls, err);
    for (uint32_t i = 0; rc == 0 && i < parent->concurrency; i++) {
      if (!parent->runs[i].number) continue;
      if (polls[i + 1].revents)
        rc = end_run(parent, i, err);
      else
        rc = check_limits(&parent->runs[i], clock_monotonic(), err);
    }
    if (rc == 0 && polls[0].revents) rc = receive(parent, err);
    if (rc < 0) return rc;
  }
}
