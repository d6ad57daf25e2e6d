#include "sandbox/box/report.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box/run.h"
#include "sandbox/box/trap.h"
#include "sandbox/walls/rlimit.h"

static uint64_t nanoseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * CLOCK_SECOND + (uint64_t)time.tv_usec * 1000;
}

static int send_report(const struct parent *parent, const int *fd, struct err *err) {
  struct parent_buffers *buffers = parent->buffers;
  struct bytes_writer writer = bytes_writer(buffers->payload, sizeof buffers->payload);
  box_report_put(&writer, &buffers->report);
  int rc = bytes_writer_finish(&writer, "report", err);
  if (rc < 0) return rc;
  return channel_send(parent->channel, BOX_REPORT, writer.data, writer.length, fd, fd ? 1 : 0, err);
}

static void set_end(struct box_report *report, int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    report->end = BOX_END_SIGNAL;
    report->status = WTERMSIG(wait_status);
  } else {
    report->end = BOX_END_EXIT;
    report->status = WEXITSTATUS(wait_status);
  }
}

/* The handlers' exit path; a run that plays it by itself fails just as well. */
static void undo_trap(struct box_report *report) {
  int signal = report->hint.caught_signal; /* hostile: any int */
  if (report->end == BOX_END_EXIT && signal > 0 && report->status - TRAP_STATUS_BASE == signal) {
    report->end = BOX_END_SIGNAL;
    report->status = signal;
  }
}

static void take_output(struct box_report *report, const struct run *run) {
  uint64_t size = output_size(run->stdout_fd);
  if (size == 0) return;
  if (size > run->limits.output_bytes) {
    report->limits_hit |= BOX_LIMIT_OUTPUT;
    size = run->limits.output_bytes;
  }
  uint64_t length = size < sizeof report->output ? size : sizeof report->output;
  ssize_t got = pread(run->stdout_fd, report->output, length, (off_t)(size - length));
  report->output_length = got > 0 ? (uint32_t)got : 0;
  report->output_bytes_total = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

/* What was used before the task came was the kernel's work on walls, for the most part. */
static void leave_out(uint64_t *user, uint64_t *system, uint64_t before) {
  uint64_t from_system = *system < before ? *system : before;
  *system -= from_system;
  before -= from_system;
  *user -= *user < before ? *user : before;
}

static void take_usage(struct parent *parent, struct run *run, const struct rusage *resources) {
  struct box_report *report = &parent->buffers->report;
  struct usage_result usage;
  bool killed = report->end == BOX_END_SIGNAL && report->status == SIGKILL && !run->kill_sent;
  usage_end(&parent->usage, &run->usage, resources, killed, &usage);
  report->accounting = parent->usage.accounting;
  report->memory_peak_bytes = usage.peak_bytes;
  report->cpu_user_ns = nanoseconds(resources->ru_utime);
  report->cpu_system_ns = nanoseconds(resources->ru_stime);
  leave_out(&report->cpu_user_ns, &report->cpu_system_ns, run->cpu_before);
  if (usage.memory_hit) report->limits_hit |= BOX_LIMIT_MEMORY;
  if (usage.processes_hit) report->limits_hit |= BOX_LIMIT_PROCESSES;
  if (report->cpu_user_ns + report->cpu_system_ns > run->limits.cpu_ns)
    report->limits_hit |= BOX_LIMIT_CPU;
}

static void set_remaining_limits(struct box_report *report, const struct run *run) {
  bool failed = report->end != BOX_END_EXIT || report->status != 0;
  if (report->end == BOX_END_SIGNAL && report->status == SIGXFSZ)
    report->limits_hit |= BOX_LIMIT_OUTPUT;
  if (report->end == BOX_END_SIGNAL && report->status == SIGXCPU)
    report->limits_hit |= BOX_LIMIT_CPU;
  /* A command's processes are ended by the kernel, which counts in ticks: on a busy host some of
   * them are other processes'. */
  uint64_t used = report->cpu_user_ns + report->cpu_system_ns;
  if (run->command && failed && used + used / 4 > run->limits.cpu_ns)
    report->limits_hit |= BOX_LIMIT_CPU;
  if (failed && report->hint.memory_exhausted) report->limits_hit |= BOX_LIMIT_MEMORY;
  report->limits_hit |= run->killed_for;
  if ((report->limits_hit & BOX_LIMIT_CPU) != 0) report->limits_hit &= ~(uint32_t)BOX_LIMIT_WALL;
}

int report_ended(struct parent *parent, uint32_t index, struct err *err) {
  struct run *run = &parent->runs[index];
  const struct slot_page *page = slots_page(&parent->slots, index);
  const struct slot_fault *fault = slots_fault(&parent->slots, index);
  struct rusage resources;
  int wait_status = 0;
  bool lowered = !run->command && rlimit_is_lowered(run->pid, &run->limits);
  if (wait4(run->pid, &wait_status, __WALL, &resources) != run->pid)
    return err_system(err, "reap a run");
  struct box_report *report = &parent->buffers->report;
  memset(report, 0, sizeof *report);
  report->run = run->number;
  report->wall_ns = clock_monotonic() - run->started;
  memcpy(&report->hint, &page->status, sizeof report->hint);
  set_end(report, run->command && page->command.done ? page->command.wait_status : wait_status);
  if (!run->command) undo_trap(report);
  /* The kernel's SIGKILL, but of the run's own doing. */
  if (lowered && report->end == BOX_END_SIGNAL && report->status == SIGKILL && !run->kill_sent)
    report->hint.caught_signal = SIGKILL;
  take_usage(parent, run, &resources);
  take_output(report, run);
  set_remaining_limits(report, run);
  if (fault->text[0] != '\0') {
    report->end = BOX_END_FAULT;
    snprintf(report->fault, sizeof report->fault, "%.255s", fault->text);
  }
  bool built = run->command && page->command.done && page->command.output_done;
  if (built && lseek(run->output_fd, 0, SEEK_SET) != 0) built = false;
  int rc = send_report(parent, built ? &run->output_fd : NULL, err);
  run_clear(parent, run);
  return rc < 0 || !parent->tmp.kept ? rc : tmp_renew(&parent->tmp, err);
}

int report_fault(const struct parent *parent, uint64_t number, const struct err *failure,
                 struct err *err) {
  struct box_report *report = &parent->buffers->report;
  memset(report, 0, sizeof *report);
  report->run = number;
  report->end = BOX_END_FAULT;
  report->accounting = parent->usage.accounting;
  snprintf(report->fault, sizeof report->fault, "%.255s", failure->message);
  return send_report(parent, NULL, err);
}
