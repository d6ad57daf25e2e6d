#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box_private.h"

/* How long the warm parent may take beyond a run's own time. */
#define GRACE (5 * CLOCK_SECOND)
#define FILES_MIN 3u
#define STACK_MIN (64u << 10)
#define PROGRAM_BYTES_MAX (48u << 20)

static int check_options(const struct box_options *options, struct err *err) {
  if (options->fd_count > WARM_FDS_MAX)
    return err_set(err, ERR_LIMIT, "fds: %zu, the limit is %u", options->fd_count, WARM_FDS_MAX);
  if (options->args_length > WARM_ARGS_MAX)
    return err_set(err, ERR_LIMIT, "args: %zu bytes, the limit is %u", options->args_length,
                   WARM_ARGS_MAX);
  if (options->concurrency < 1 || options->concurrency > BOX_CONCURRENCY_MAX)
    return err_set(err, ERR_INVALID, "concurrency: %u, the limit is %u", options->concurrency,
                   BOX_CONCURRENCY_MAX);
  if ((options->runtime_fd < 0) != (options->phase == BOX_PHASE_COMPILE))
    return err_set(err, ERR_INVALID, "runtime_fd: %d in phase %d", options->runtime_fd,
                   (int)options->phase);
  return 0;
}

static int duplicate(int fd, int *ret_fd, struct err *err) {
  *ret_fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return fd >= 0 && *ret_fd < 0 ? err_system(err, "duplicate descriptor %d", fd) : 0;
}

static int remember(struct box *box, const struct box_options *options, struct err *err) {
  box->phase = options->phase;
  box->concurrency = options->concurrency;
  box->memory_bytes = options->memory_bytes;
  box->prepare_ns = options->prepare_ns;
  int rc = duplicate(options->runtime_fd, &box->runtime_fd, err);
  for (size_t i = 0; rc == 0 && i < options->fd_count; i++) {
    rc = duplicate(options->fds[i], &box->fds[i], err);
    if (rc == 0) box->fd_count++;
  }
  if (rc < 0 || options->args_length == 0) return rc;
  box->args = malloc(options->args_length);
  if (!box->args) return err_set(err, ERR_MEMORY, "box: no memory");
  memcpy(box->args, options->args, options->args_length);
  box->args_length = options->args_length;
  return 0;
}

int box_open(struct jail *jail, const struct box_options *options, struct box **ret_box,
             struct err *err) {
  int rc = check_options(options, err);
  if (rc < 0) return rc;
  struct box *box = calloc(1, sizeof *box);
  if (!box) return err_set(err, ERR_MEMORY, "box: no memory");
  box->jail = jail;
  box->next_run = 1;
  box->channel = box->runtime_fd = box->program_fd = -1;
  for (size_t i = 0; i < BOX_CONCURRENCY_MAX; i++) box->pending[i].output_fd = -1;
  rc = remember(box, options, err);
  if (rc == 0) rc = box_life_open(box, err);
  if (rc < 0)
    box_close(&box);
  else
    *ret_box = box;
  return rc;
}

static void forget(struct box_pending *pending) {
  fd_close(&pending->output_fd);
  free(pending->report);
  *pending = (struct box_pending){.output_fd = -1};
}

void box_close(struct box **slot) {
  struct box *box = *slot;
  struct jail_closed unused;
  if (!box) return;
  box_life_end(box, &unused, NULL);
  for (size_t i = 0; i < BOX_CONCURRENCY_MAX; i++) forget(&box->pending[i]);
  for (size_t i = 0; i < box->fd_count; i++) fd_close(&box->fds[i]);
  fd_close(&box->runtime_fd);
  fd_close(&box->program_fd);
  free(box->args);
  free(box);
  *slot = NULL;
}

/* After a loss the next use opens it again. */
static int ensure_open(struct box *box, struct err *err) {
  return box->channel >= 0 ? 0 : box_life_open(box, err);
}

static bool is_busy(const struct box *box) {
  for (size_t i = 0; i < BOX_CONCURRENCY_MAX; i++)
    if (box->pending[i].run && !box->pending[i].report) return true;
  return false;
}

int box_set_program(struct box *box, const void *data, size_t length, struct err *err) {
  if (box->runtime_fd < 0) return err_set(err, ERR_INVALID, "program: not in a compiler's box");
  if (length > PROGRAM_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "program: %zu bytes, the limit is %u", length,
                   PROGRAM_BYTES_MAX);
  if (is_busy(box)) return err_set(err, ERR_INVALID, "program: a run is alive");
  FD_CLEANUP int file = -1;
  int rc = fd_sealed("program", data, length, &file, err);
  if (rc < 0) return rc;
  fd_close(&box->program_fd);
  box->program_fd = fd_steal(&file);
  if (box->channel < 0) return box_life_open(box, err);
  rc = box_life_ask(box, BOX_PROGRAM, NULL, 0, &box->program_fd, 1,
                    clock_monotonic() + box->prepare_ns, err);
  if (rc != -ERR_CLOSED) return rc;
  struct jail_closed unused;
  rc = box_life_end(box, &unused, err);
  return rc < 0 ? rc : box_life_open(box, err);
}

static int check_limits(const struct box_limits *limits, struct err *err) {
  if (limits->cpu_ns == 0 || limits->wall_ns == 0)
    return err_set(err, ERR_INVALID, "limits: no CPU or wall-clock time");
  if (limits->files < FILES_MIN)
    return err_set(err, ERR_INVALID, "limits: %u files, at least %u", limits->files, FILES_MIN);
  if (limits->stack_bytes < STACK_MIN)
    return err_set(err, ERR_INVALID, "limits: %llu bytes of stack, at least %u",
                   (unsigned long long)limits->stack_bytes, STACK_MIN);
  if (limits->processes < 1) return err_set(err, ERR_INVALID, "limits: 0 processes");
  return 0;
}

static struct box_pending *find_pending(struct box *box, uint64_t run) {
  for (uint32_t i = 0; i < box->concurrency; i++)
    if (box->pending[i].run == run) return &box->pending[i];
  return NULL;
}

int box_send_run(struct box *box, uint32_t type, struct box_run_request *request, const int *fds,
                 size_t fd_count, uint64_t *ret_run, struct err *err) {
  uint8_t payload[WARM_ARGS_MAX + 512];
  int rc = check_limits(&request->limits, err);
  if (rc == 0) rc = ensure_open(box, err);
  if (rc < 0) return rc;
  struct box_pending *pending = find_pending(box, 0);
  if (!pending)
    return err_set(err, ERR_INVALID, "box: more than %u runs at once", box->concurrency);
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  request->run = box->next_run++;
  box_run_request_put(&writer, request);
  rc = bytes_writer_finish(&writer, "run", err);
  if (rc == 0) rc = channel_send(box->channel, type, payload, writer.length, fds, fd_count, err);
  if (rc < 0 && rc != -ERR_CLOSED) return rc;
  /* The lifetime of the box is the box's matter: a run that it could not take gets its report. */
  pending->run = request->run;
  pending->deadline = clock_monotonic() + request->limits.wall_ns + GRACE;
  *ret_run = request->run;
  return rc == -ERR_CLOSED ? box_life_lost(box, "the box had gone", err) : 0;
}

int box_start(struct box *box, const struct box_limits *limits, const void *args,
              size_t args_length, const int *fds, size_t fd_count, uint64_t *ret_run,
              struct err *err) {
  struct box_run_request request = {.limits = *limits, .args = args, .args_length = args_length};
  if (box->runtime_fd < 0) return err_set(err, ERR_INVALID, "run: this is a compiler's box");
  if (fd_count > WARM_FDS_MAX)
    return err_set(err, ERR_LIMIT, "fds: %zu, the limit is %u", fd_count, WARM_FDS_MAX);
  if (args_length > WARM_ARGS_MAX)
    return err_set(err, ERR_LIMIT, "args: %zu bytes, the limit is %u", args_length, WARM_ARGS_MAX);
  return box_send_run(box, BOX_RUN, &request, fds, fd_count, ret_run, err);
}

/* Puts a received report with its run. */
static int accept_report(struct box *box, struct err *err) {
  struct channel_message *message = &box->message;
  FREE_CLEANUP struct box_report *report = malloc(sizeof *report);
  if (!report) return err_set(err, ERR_MEMORY, "box: no memory");
  if (message->type != BOX_REPORT || message->fd_count > 1)
    return err_set(err, ERR_PROTOCOL, "box: message of type %u", message->type);
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  int rc = box_report_get(&reader, report, err);
  if (rc < 0) return rc;
  struct box_pending *pending = report->run > 0 ? find_pending(box, report->run) : NULL;
  if (!pending || pending->report)
    return err_set(err, ERR_PROTOCOL, "box: report of run %llu", (unsigned long long)report->run);
  pending->output_fd = channel_message_take_fd(message, 0);
  pending->report = report;
  report = NULL;
  return 0;
}

/* Receives one report at most until the deadline; a box that has gone counts as received. */
static int receive_report(struct box *box, uint64_t deadline, struct err *err) {
  struct err inner = {0};
  if (box->channel < 0) return err_set(err, ERR_CLOSED, "box: it has gone");
  int rc = channel_receive_until(box->channel, deadline, &box->message, &inner);
  if (rc == 0) {
    rc = accept_report(box, &inner);
    channel_message_clear(&box->message);
  }
  if (rc == -ERR_AGAIN) return err_set(err, ERR_AGAIN, "box: no report in time");
  return rc < 0 ? box_life_lost(box, inner.message, err) : 0;
}

int box_take_report(struct box *box, uint64_t run, struct box_report *report, int *ret_output_fd,
                    struct err *err) {
  struct box_pending *pending = run > 0 ? find_pending(box, run) : NULL;
  if (!pending) return err_set(err, ERR_NOT_FOUND, "box: no run %llu", (unsigned long long)run);
  while (!pending->report) {
    int rc = receive_report(box, pending->deadline, err);
    if (rc == 0) continue;
    forget(pending);
    box_life_lost(box, "the box was silent", NULL);
    return rc;
  }
  *report = *pending->report;
  *ret_output_fd = fd_steal(&pending->output_fd);
  forget(pending);
  return 0;
}

int box_wait(struct box *box, uint64_t run, struct box_report *report, struct err *err) {
  FD_CLEANUP int unused = -1;
  return box_take_report(box, run, report, &unused, err);
}

bool box_finished(struct box *box, uint64_t run) {
  struct box_pending *pending = run > 0 ? find_pending(box, run) : NULL;
  while (pending && !pending->report && box->channel >= 0) {
    struct pollfd waiting = {.fd = box->channel, .events = POLLIN};
    if (poll(&waiting, 1, 0) <= 0) return clock_monotonic() >= pending->deadline;
    if (receive_report(box, clock_monotonic(), NULL) < 0) return true;
  }
  return true; /* box_wait then returns its report, or says what is wrong */
}

int box_fd(const struct box *box) { return box->channel; }

int box_run(struct box *box, const struct box_limits *limits, const void *args, size_t args_length,
            const int *fds, size_t fd_count, struct box_report *report, struct err *err) {
  uint64_t run = 0;
  int rc = box_start(box, limits, args, args_length, fds, fd_count, &run, err);
  return rc < 0 ? rc : box_wait(box, run, report, err);
}

int box_kill(struct box *box, uint64_t run, struct err *err) {
  uint8_t payload[8];
  struct box_pending *pending = run > 0 ? find_pending(box, run) : NULL;
  if (!pending) return err_set(err, ERR_NOT_FOUND, "box: no run %llu", (unsigned long long)run);
  if (pending->report || box->channel < 0) return 0;
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  bytes_put_u64(&writer, run);
  int rc = channel_send(box->channel, BOX_KILL, payload, writer.length, NULL, 0, err);
  return rc == -ERR_CLOSED ? box_life_lost(box, "the box had gone", err) : rc;
}
