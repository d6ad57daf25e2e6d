/* The parser of frames. Every number is hostile: tables are copied out before they are checked, and
 * every product and sum is compared in 64 bits before it is used. */
#include "graders/sdk/frame.h"

#include <stdlib.h>
#include <string.h>

#include "graders/sdk/frame_layout.h"

static int bad(struct err *err, const char *what, uint64_t index) {
  return err_set(err, ERR_INVALID, "frame: %s (at %llu)", what, (unsigned long long)index);
}

static bool known_kind(uint32_t kind) { return kind >= VALUE_SCALAR && kind <= VALUE_NONE; }

/* Elements of a shape, or false when a dimension is negative or the product absurd. */
static bool shape_count(const struct frame_layout_value *raw, uint64_t *count) {
  *count = 1;
  for (uint32_t i = 0; i < raw->ndim; i++) {
    if (raw->shape[i] < 0 || raw->shape[i] > (int64_t)FRAME_BYTES_MAX) return false;
    if (raw->shape[i] > 0 && *count > FRAME_BYTES_MAX / (uint64_t)raw->shape[i]) return false;
    *count *= (uint64_t)raw->shape[i];
  }
  return true;
}

/* Bytes that the value's own numbers ask for; false if they do not fit together. */
static bool expected_bytes(const struct frame_layout_value *raw, uint64_t *bytes) {
  uint64_t count;
  if (raw->ndim > VALUE_NDIM_MAX || raw->fields > VALUE_FIELDS_MAX) return false;
  if (raw->count > FRAME_BYTES_MAX) return false;
  switch ((enum value_kind)raw->kind) {
    case VALUE_SCALAR:
      *bytes = value_dtype_size((enum value_dtype)raw->dtype);
      return *bytes > 0 && raw->count == 1 && raw->ndim == 0;
    case VALUE_TENSOR:
      *bytes = raw->count * value_dtype_size((enum value_dtype)raw->dtype);
      return value_dtype_size((enum value_dtype)raw->dtype) > 0 && shape_count(raw, &count) &&
             count == raw->count;
    case VALUE_STRING:
    case VALUE_BYTES:
      *bytes = raw->count;
      return true;
    case VALUE_NODES:
      /* Results have one column more than arguments: each node's identity. */
      *bytes = raw->count * raw->fields * sizeof(int64_t);
      if (raw->bytes != *bytes) *bytes += raw->count * sizeof(int64_t);
      return raw->fields > 0;
    case VALUE_NONE:
      *bytes = 0;
      return raw->count == 0;
  }
  return false;
}

#define FLAGS_IN_FRAMES (uint32_t)(VALUE_FLAG_CYCLE | VALUE_FLAG_ALIASES_INPUT | VALUE_FLAG_OVERRUN)

/* *end is where the data before this value ends: values lie one after the other, so that reading
 * all of them never costs more than the frame's size. */
static int parse_value(const uint8_t *base, uint64_t total, uint64_t *end, uint64_t index,
                       struct value *out, struct err *err) {
  struct frame_layout_value raw;
  uint64_t bytes;
  memcpy(&raw, base + index, sizeof raw);
  if (!known_kind(raw.kind)) return bad(err, "unknown kind of value", index);
  if (!expected_bytes(&raw, &bytes) || raw.bytes != bytes)
    return bad(err, "shape, count and bytes of a value do not fit", index);
  if (raw.flags & ~FLAGS_IN_FRAMES) return bad(err, "unknown flags of a value", index);
  if (bytes > 0 && (raw.offset > total || bytes > total - raw.offset))
    return bad(err, "data of a value lies outside", index);
  if (bytes > 0 && raw.offset < *end)
    return bad(err, "data of a value overlaps what is before it", index);
  if (bytes > 0 && raw.offset % FRAME_ALIGNMENT != 0)
    return bad(err, "data of a value is not aligned", index);
  if (bytes > 0) *end = raw.offset + bytes;
  *out = (struct value){.kind = (enum value_kind)raw.kind,
                        .dtype = (enum value_dtype)raw.dtype,
                        .ndim = raw.ndim,
                        .fields = raw.fields,
                        .flags = raw.flags,
                        .count = raw.count,
                        .data = (void *)(base + (bytes > 0 ? raw.offset : 0))};
  if (raw.kind == VALUE_NODES && bytes > raw.count * raw.fields * sizeof(int64_t))
    out->flags |= VALUE_FLAG_IDENTITIES;
  memcpy(out->shape, raw.shape, sizeof out->shape);
  return 0;
}

/* *used is how many values the calls before this one have. */
static int parse_call(const uint8_t *base, uint64_t at, uint32_t value_count, uint32_t *used,
                      struct frame_call *out, struct err *err) {
  struct frame_layout_call raw;
  memcpy(&raw, base + at, sizeof raw);
  if (raw.first_value > value_count || raw.value_count > value_count - raw.first_value)
    return bad(err, "values of a call lie outside of the table", at);
  if (raw.value_count > 0 && raw.first_value < *used)
    return bad(err, "values of a call are those of another", at);
  if (raw.value_count > 0) *used = raw.first_value + raw.value_count;
  *out = (struct frame_call){raw.entry, raw.object, raw.first_value, raw.value_count, raw.status};
  return 0;
}

static int parse_tables(const uint8_t *base, uint64_t total, struct frame *frame, struct err *err) {
  uint64_t at = sizeof(struct frame_layout_header);
  uint64_t values_at = at + (uint64_t)frame->call_count * sizeof(struct frame_layout_call);
  uint64_t end = values_at + (uint64_t)frame->value_count * sizeof(struct frame_layout_value);
  uint32_t used = 0;
  if (end > total) return bad(err, "its tables do not fit", end);
  for (uint32_t i = 0; i < frame->call_count; i++, at += sizeof(struct frame_layout_call)) {
    int rc = parse_call(base, at, frame->value_count, &used, &frame->calls[i], err);
    if (rc < 0) return rc;
  }
  for (uint32_t i = 0; i < frame->value_count; i++) {
    int rc = parse_value(base, total, &end, values_at + i * sizeof(struct frame_layout_value),
                         &frame->values[i], err);
    if (rc < 0) return rc;
  }
  return 0;
}

int frame_parse(const void *data, uint64_t length, struct frame *ret_frame, struct err *err) {
  struct frame_layout_header header;
  if (length < sizeof header) return bad(err, "shorter than its header", length);
  memcpy(&header, data, sizeof header);
  if (header.magic != FRAME_MAGIC) return bad(err, "no complete frame", 0);
  if (header.version != FRAME_VERSION) return bad(err, "unknown version", header.version);
  if (header.total_bytes > length || header.total_bytes > FRAME_BYTES_MAX)
    return bad(err, "longer than its file", header.total_bytes);
  if (header.call_count > FRAME_CALLS_MAX || header.value_count > FRAME_VALUES_MAX)
    return bad(err, "too many calls or values", header.value_count);
  struct frame frame = {.nonce = header.nonce,
                        .call_count = header.call_count,
                        .value_count = header.value_count,
                        .calls = calloc(header.call_count + 1, sizeof *frame.calls),
                        .values = calloc(header.value_count + 1, sizeof *frame.values)};
  int rc = frame.calls && frame.values
               ? parse_tables(data, header.total_bytes, &frame, err)
               : err_set(err, ERR_MEMORY, "frame: no memory for its tables");
  if (rc < 0)
    frame_clear(&frame);
  else
    *ret_frame = frame;
  return rc;
}

void frame_clear(struct frame *frame) {
  free(frame->calls);
  free(frame->values);
  *frame = (struct frame){0};
}

const struct value *frame_value(const struct frame *frame, uint32_t call, uint32_t index) {
  if (call >= frame->call_count || index >= frame->calls[call].value_count) return NULL;
  return &frame->values[frame->calls[call].first_value + index];
}
