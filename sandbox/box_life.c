/* Opening a box, losing it and opening it again. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/box_private.h"

int box_life_ask(struct box *box, uint32_t type, const void *payload, size_t length, const int *fds,
                 size_t fd_count, uint64_t deadline, struct err *err) {
  int rc = channel_send(box->channel, type, payload, length, fds, fd_count, err);
  if (rc == 0) rc = channel_receive_until(box->channel, deadline, &box->message, err);
  if (rc < 0) return rc;
  channel_message_clear(&box->message);
  if (box->message.type == BOX_READY) return 0;
  if (box->message.type == BOX_REFUSED) return protocol_take_failure(&box->message, err);
  return err_set(err, ERR_PROTOCOL, "box: answer of type %u", box->message.type);
}

static int ask_jailer(struct box *box, struct err *err) {
  uint8_t payload[64];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  const struct jail_open request = {
      .phase = box->phase, .concurrency = box->concurrency, .memory_bytes = box->memory_bytes};
  jail_open_put(&writer, &request);
  struct channel_message *answer = &box->jail->message;
  int rc = jail_request(box->jail, JAIL_OPEN, &writer, JAIL_OPENED, err);
  if (rc < 0) return rc;
  struct bytes_reader reader = bytes_reader(answer->payload, answer->length);
  uint64_t number = bytes_get_u64(&reader);
  rc = bytes_reader_finish(&reader, "opened", err);
  if (rc == 0) rc = channel_message_expect_fds(answer, 1, err);
  if (rc == 0) {
    box->number = number;
    box->channel = channel_message_take_fd(answer, 0);
  }
  channel_message_clear(answer);
  return rc;
}

static int prepare(struct box *box, struct err *err) {
  FREE_CLEANUP uint8_t *payload = malloc(CHANNEL_PAYLOAD_MAX);
  if (!payload) return err_set(err, ERR_MEMORY, "box: no memory");
  struct bytes_writer writer = bytes_writer(payload, CHANNEL_PAYLOAD_MAX);
  const struct box_prepare request = {.has_runtime = box->runtime_fd >= 0,
                                      .memory_bytes = box->memory_bytes,
                                      .args = box->args,
                                      .args_length = box->args_length};
  box_prepare_put(&writer, &request);
  int rc = bytes_writer_finish(&writer, "prepare", err);
  if (rc < 0) return rc;
  int fds[1 + WARM_FDS_MAX];
  size_t count = 0;
  if (box->runtime_fd >= 0) fds[count++] = box->runtime_fd;
  for (size_t i = 0; i < box->fd_count; i++) fds[count++] = box->fds[i];
  return box_life_ask(box, BOX_PREPARE, payload, writer.length, fds, count,
                      clock_monotonic() + box->prepare_ns, err);
}

int box_life_open(struct box *box, struct err *err) {
  int rc = ask_jailer(box, err);
  if (rc < 0) return rc;
  rc = prepare(box, err);
  if (rc == 0 && box->program_fd >= 0)
    rc = box_life_ask(box, BOX_PROGRAM, NULL, 0, &box->program_fd, 1,
                      clock_monotonic() + box->prepare_ns, err);
  if (rc < 0) {
    struct jail_closed closed = {0};
    if (box_life_end(box, &closed, NULL) == 0 && closed.oom_kills > 0)
      return err_set(err, ERR_LIMIT, "box: its warm parent needs more memory than %llu bytes",
                     (unsigned long long)box->memory_bytes);
    return err_wrap(err, rc, "box");
  }
  box->lost = false;
  return 0;
}

int box_life_end(struct box *box, struct jail_closed *ret_closed, struct err *err) {
  uint8_t payload[8];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  fd_close(&box->channel);
  if (box->number == 0) return 0;
  bytes_put_u64(&writer, box->number);
  box->number = 0;
  int rc = jail_request(box->jail, JAIL_CLOSE, &writer, JAIL_CLOSED, err);
  if (rc < 0) return rc;
  const struct channel_message *answer = &box->jail->message;
  struct bytes_reader reader = bytes_reader(answer->payload, answer->length);
  rc = jail_closed_get(&reader, ret_closed, err);
  channel_message_clear(&box->jail->message);
  return rc;
}

static void describe(const struct jail_closed *closed, const char *reason, char *text,
                     size_t capacity) {
  if (WIFSIGNALED(closed->wait_status) && WTERMSIG(closed->wait_status) != SIGKILL)
    snprintf(text, capacity, "%s: the warm parent ended with signal %d", reason,
             WTERMSIG(closed->wait_status));
  else
    snprintf(text, capacity, "%s", reason);
}

int box_life_lost(struct box *box, const char *reason, struct err *err) {
  struct jail_closed closed = {0};
  box->lost = true;
  int rc = box_life_end(box, &closed, err);
  /* Also without a jailer every run gets its report: nobody may wait for one any more. */
  for (uint32_t i = 0; i < box->concurrency; i++) {
    struct box_pending *pending = &box->pending[i];
    if (pending->run == 0 || pending->report) continue;
    pending->report = calloc(1, sizeof *pending->report);
    if (!pending->report) return err_set(err, ERR_MEMORY, "box: no memory");
    pending->report->run = pending->run;
    pending->report->accounting = jail_accounting(box->jail);
    if (closed.oom_kills > 0) {
      pending->report->end = BOX_END_SIGNAL;
      pending->report->status = SIGKILL;
      pending->report->limits_hit = BOX_LIMIT_MEMORY;
    } else {
      pending->report->end = BOX_END_FAULT;
      describe(&closed, reason, pending->report->fault, sizeof pending->report->fault);
    }
  }
  return rc;
}
