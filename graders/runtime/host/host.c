#include "graders/runtime/host/host.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"
#include "graders/sdk/checker.h"

void host_phase(struct host *host, enum warm_phase phase) { host->status->phase = phase; }

static void set_message(struct warm_status *status, const char *format, va_list arguments) {
  int length = vsnprintf(status->message, sizeof(status->message), format, arguments);
  if (length < 0) length = 0;
  if ((size_t)length >= sizeof(status->message)) length = sizeof(status->message) - 1;
  status->message_length = (uint32_t)length;
}

void host_message(struct host *host, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  set_message(host->status, format, arguments);
  va_end(arguments);
}

int host_stop(struct host *host, enum warm_phase phase, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  set_message(host->status, format, arguments);
  va_end(arguments);
  host_phase(host, phase);
  return HOST_EXIT_FAILED;
}

static int map_file(int fd, uint64_t bytes, uint8_t **ret_base, struct err *err) {
  uint64_t size;
  int result = fd_size(fd, &size, err);
  if (result != 0) return result;
  if (bytes == 0) bytes = size;
  if (bytes == 0 || bytes > size)
    return err_set(err, ERR_INVALID, "a file of %" PRIu64 " bytes, expected %" PRIu64, size, bytes);
  void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (base == MAP_FAILED) return err_system(err, "map %" PRIu64 " bytes", bytes);
  *ret_base = base;
  return 0;
}

static bool value_fits(const struct value *value, const struct signature_type *type) {
  if (value->kind == VALUE_NONE) return type->optional || type->kind == VALUE_NODES;
  if (value->kind != type->kind) return false;
  switch (value->kind) {
    case VALUE_SCALAR:
      return value->dtype == type->dtype;
    case VALUE_TENSOR:
      return value->dtype == type->dtype && value->ndim == type->ndim;
    case VALUE_NODES:
      return value->fields == type->fields;
    case VALUE_STRING:
      return bytes_is_utf8(value->text, value->count);
    default:
      return true;
  }
}

static int check_call(const struct host *host, uint32_t call, uint32_t *results, struct err *err) {
  const struct frame_call *record = &host->frame.calls[call];
  if (record->entry >= host->signature.entry_count)
    return err_set(err, ERR_INVALID, "call %u: entry %u of %u", call, record->entry,
                   host->signature.entry_count);
  const struct signature_entry *entry = &host->signature.entries[record->entry];
  if (record->value_count != entry->param_count)
    return err_set(err, ERR_INVALID, "call %u: %u arguments, expected %u", call,
                   record->value_count, entry->param_count);
  for (uint32_t i = 0; i < entry->param_count; i++)
    if (!value_fits(frame_value(&host->frame, call, i), &entry->params[i].type))
      return err_set(err, ERR_INVALID, "call %u: argument '%s' has another type than declared",
                     call, entry->params[i].name);
  *results += entry->result_count;
  return 0;
}

static int open_files(struct host *host, const struct warm_task *task, struct err *err) {
  struct runtime_task record;
  int result = runtime_task_get(&record, task->args, task->args_length, err);
  if (result != 0) return result;
  if (task->fd_count < 2) return err_set(err, ERR_INVALID, "%zu descriptors", task->fd_count);
  result = signature_parse(record.signature, strlen(record.signature), &host->signature, err);
  if (result != 0) return err_wrap(err, result, "signature");
  result = map_file(task->fds[0], record.input_bytes, &host->input, err);
  if (result != 0) return err_wrap(err, result, "input");
  host->input_bytes = record.input_bytes;
  host->nonce = record.nonce;
  result = frame_parse(host->input, host->input_bytes, &host->frame, err);
  if (result != 0) return err_wrap(err, result, "input");
  uint32_t results = 0;
  for (uint32_t call = 0; call < host->frame.call_count; call++) {
    result = check_call(host, call, &results, err);
    if (result != 0) return err_wrap(err, result, "input");
  }
  uint64_t capacity = 0;
  uint8_t *output = NULL;
  result = fd_size(task->fds[1], &capacity, err);
  if (result == 0) result = map_file(task->fds[1], 0, &output, err);
  if (result != 0) return err_wrap(err, result, "output");
  answer_begin(&host->answer, output, capacity, host->frame.call_count, results);
  return 0;
}

int host_open(struct host *host, const struct warm_task *task) {
  struct err err = {0};
  host->status = task->status;
  int result = open_files(host, task, &err);
  for (size_t i = 0; i < task->fd_count; i++) close(task->fds[i]);
  if (result == 0) return 0;
  host_message(host, "host: %s", err.message);
  return HOST_EXIT_FAULT;
}

void host_note_alias(struct host *host, const void *data, uint64_t bytes) {
  uintptr_t first = (uintptr_t)data, input = (uintptr_t)host->input;
  if (bytes == 0 || first >= input + host->input_bytes || first + bytes <= input) return;
  host->status->flags |= RUNTIME_FLAG_ALIASES_INPUT;
  answer_flag(&host->answer, VALUE_FLAG_ALIASES_INPUT);
}

int host_finish(struct host *host) {
  uint64_t needed = answer_overflow(&host->answer);
  if (needed != 0)
    return host_stop(host, WARM_PHASE_BAD_OUTPUT, "outputs of %" PRIu64 " bytes, at most %" PRIu64,
                     needed, host->answer.capacity);
  answer_publish(&host->answer, host->nonce);
  host_phase(host, WARM_PHASE_DONE);
  return HOST_EXIT_DONE;
}

const char *host_result_name(const struct signature_param *result) {
  return result->name[0] != '\0' ? result->name : "the result";
}
