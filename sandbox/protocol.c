#include "sandbox/protocol.h"

#include <string.h>

void jail_open_put(struct bytes_writer *writer, const struct jail_open *open) {
  bytes_put_u32(writer, open->phase);
  bytes_put_u32(writer, open->concurrency);
  bytes_put_u64(writer, open->memory_bytes);
}

int jail_open_get(struct bytes_reader *reader, struct jail_open *open, struct err *err) {
  open->phase = bytes_get_u32(reader);
  open->concurrency = bytes_get_u32(reader);
  open->memory_bytes = bytes_get_u64(reader);
  int rc = bytes_reader_finish(reader, "jail_open", err);
  if (rc < 0) return rc;
  if (open->phase < BOX_PHASE_COMPILE || open->phase > BOX_PHASE_CHECKER)
    return err_set(err, ERR_INVALID, "phase: %u does not exist", open->phase);
  if (open->concurrency < 1 || open->concurrency > BOX_CONCURRENCY_MAX)
    return err_set(err, ERR_INVALID, "concurrency: %u, the limit is %u", open->concurrency,
                   BOX_CONCURRENCY_MAX);
  if (open->concurrency > 1 && open->phase != BOX_PHASE_CHECKER)
    return err_set(err, ERR_INVALID, "concurrency: %u, only checkers may have more than 1",
                   open->concurrency);
  return 0;
}

void jail_closed_put(struct bytes_writer *writer, const struct jail_closed *closed) {
  bytes_put_u32(writer, (uint32_t)closed->wait_status);
  bytes_put_u64(writer, closed->oom_kills);
}

int jail_closed_get(struct bytes_reader *reader, struct jail_closed *closed, struct err *err) {
  closed->wait_status = (int32_t)bytes_get_u32(reader);
  closed->oom_kills = bytes_get_u64(reader);
  return bytes_reader_finish(reader, "jail_closed", err);
}

void box_prepare_put(struct bytes_writer *writer, const struct box_prepare *prepare) {
  bytes_put_u8(writer, prepare->has_runtime);
  bytes_put_u64(writer, prepare->memory_bytes);
  bytes_put_blob(writer, prepare->args, prepare->args_length);
}

int box_prepare_get(struct bytes_reader *reader, struct box_prepare *prepare, struct err *err) {
  prepare->has_runtime = bytes_get_u8(reader) != 0;
  prepare->memory_bytes = bytes_get_u64(reader);
  prepare->args = bytes_get_blob(reader, &prepare->args_length);
  return bytes_reader_finish(reader, "box_prepare", err);
}

static void limits_put(struct bytes_writer *writer, const struct box_limits *limits) {
  bytes_put_u64(writer, limits->cpu_ns);
  bytes_put_u64(writer, limits->wall_ns);
  bytes_put_u64(writer, limits->memory_bytes);
  bytes_put_u64(writer, limits->output_bytes);
  bytes_put_u64(writer, limits->stack_bytes);
  bytes_put_u64(writer, limits->tmp_bytes);
  bytes_put_u32(writer, limits->processes);
  bytes_put_u32(writer, limits->files);
}

static void limits_get(struct bytes_reader *reader, struct box_limits *limits) {
  limits->cpu_ns = bytes_get_u64(reader);
  limits->wall_ns = bytes_get_u64(reader);
  limits->memory_bytes = bytes_get_u64(reader);
  limits->output_bytes = bytes_get_u64(reader);
  limits->stack_bytes = bytes_get_u64(reader);
  limits->tmp_bytes = bytes_get_u64(reader);
  limits->processes = bytes_get_u32(reader);
  limits->files = bytes_get_u32(reader);
}

void box_run_request_put(struct bytes_writer *writer, const struct box_run_request *request) {
  bytes_put_u64(writer, request->run);
  limits_put(writer, &request->limits);
  bytes_put_u64(writer, request->output_limit);
  bytes_put_blob(writer, request->args, request->args_length);
}

int box_run_request_get(struct bytes_reader *reader, struct box_run_request *request,
                        struct err *err) {
  request->run = bytes_get_u64(reader);
  limits_get(reader, &request->limits);
  request->output_limit = bytes_get_u64(reader);
  request->args = bytes_get_blob(reader, &request->args_length);
  int rc = bytes_reader_finish(reader, "box_run_request", err);
  if (rc < 0) return rc;
  if (request->args_length > WARM_ARGS_MAX)
    return err_set(err, ERR_LIMIT, "args: %zu bytes, the limit is %u", request->args_length,
                   WARM_ARGS_MAX);
  return 0;
}

static void status_put(struct bytes_writer *writer, const struct warm_status *status) {
  uint32_t length = status->message_length;
  if (length > WARM_MESSAGE_MAX) length = WARM_MESSAGE_MAX;
  bytes_put_u32(writer, status->phase);
  bytes_put_u32(writer, status->call);
  bytes_put_u32(writer, (uint32_t)status->trapped_syscall);
  bytes_put_u32(writer, (uint32_t)status->caught_signal);
  bytes_put_u64(writer, status->fault_address);
  bytes_put_u32(writer, status->stack_overflow);
  bytes_put_u32(writer, status->memory_exhausted);
  bytes_put_u32(writer, status->flags);
  bytes_put_blob(writer, status->message, length);
}

static void status_get(struct bytes_reader *reader, struct warm_status *status) {
  size_t length = 0;
  status->phase = bytes_get_u32(reader);
  status->call = bytes_get_u32(reader);
  status->trapped_syscall = (int32_t)bytes_get_u32(reader);
  status->caught_signal = (int32_t)bytes_get_u32(reader);
  status->fault_address = bytes_get_u64(reader);
  status->stack_overflow = bytes_get_u32(reader);
  status->memory_exhausted = bytes_get_u32(reader);
  status->flags = bytes_get_u32(reader);
  const uint8_t *message = bytes_get_blob(reader, &length);
  if (length > sizeof status->message) reader->failed = true;
  if (reader->failed) return;
  status->message_length = (uint32_t)length;
  if (length > 0) memcpy(status->message, message, length);
}

void box_report_put(struct bytes_writer *writer, const struct box_report *report) {
  bytes_put_u64(writer, report->run);
  bytes_put_u32(writer, report->end);
  bytes_put_u32(writer, (uint32_t)report->status);
  bytes_put_u32(writer, report->limits_hit);
  bytes_put_u64(writer, report->cpu_user_ns);
  bytes_put_u64(writer, report->cpu_system_ns);
  bytes_put_u64(writer, report->wall_ns);
  bytes_put_u64(writer, report->memory_peak_bytes);
  bytes_put_u32(writer, report->accounting);
  bytes_put_u32(writer, report->output_bytes_total);
  status_put(writer, &report->hint);
  bytes_put_blob(writer, report->output, report->output_length);
  bytes_put_string(writer, report->fault);
}

int box_report_get(struct bytes_reader *reader, struct box_report *report, struct err *err) {
  size_t length = 0;
  memset(report, 0, sizeof *report);
  report->run = bytes_get_u64(reader);
  report->end = (enum box_end)bytes_get_u32(reader);
  report->status = (int32_t)bytes_get_u32(reader);
  report->limits_hit = bytes_get_u32(reader);
  report->cpu_user_ns = bytes_get_u64(reader);
  report->cpu_system_ns = bytes_get_u64(reader);
  report->wall_ns = bytes_get_u64(reader);
  report->memory_peak_bytes = bytes_get_u64(reader);
  report->accounting = (enum box_accounting)bytes_get_u32(reader);
  report->output_bytes_total = bytes_get_u32(reader);
  status_get(reader, &report->hint);
  const uint8_t *output = bytes_get_blob(reader, &length);
  if (length > sizeof report->output) reader->failed = true;
  if (!reader->failed && length > 0) memcpy(report->output, output, length);
  report->output_length = (uint32_t)length;
  bytes_get_string(reader, report->fault, sizeof report->fault);
  int rc = bytes_reader_finish(reader, "box_report", err);
  if (rc < 0) return rc;
  if (report->end < BOX_END_EXIT || report->end > BOX_END_FAULT)
    return err_set(err, ERR_PROTOCOL, "box_report: end %d", (int)report->end);
  return 0;
}

int protocol_send_failure(int channel, uint32_t type, const struct err *failure, struct err *err) {
  uint8_t payload[1024];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  bytes_put_u32(&writer, failure->code);
  bytes_put_string(&writer, failure->message);
  int rc = bytes_writer_finish(&writer, "failure", err);
  return rc < 0 ? rc : channel_send(channel, type, payload, writer.length, NULL, 0, err);
}

int protocol_take_failure(const struct channel_message *message, struct err *err) {
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  char text[512];
  uint32_t code = bytes_get_u32(&reader);
  bytes_get_string(&reader, text, sizeof text);
  int rc = bytes_reader_finish(&reader, "failure", err);
  if (rc < 0) return rc;
  if (code < ERR_SYSTEM || code > ERR_INTERNAL)
    return err_set(err, ERR_PROTOCOL, "failure: code %u", code);
  return err_set(err, (enum err_code)code, "%s", text);
}
