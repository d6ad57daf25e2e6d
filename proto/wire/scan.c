#include "proto/wire/scan.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/bytes.h"

/* Types with more levels than this would be a mistake in the .proto; submit.files is the third. */
#define DEPTH_MAX 4
#define FIELDS_MAX 64

struct cursor {
  const uint8_t *at, *end, *begin;
};

static bool get_varint(struct cursor *cursor, uint64_t *ret_value) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (cursor->at == cursor->end) return false;
    uint8_t byte = *cursor->at++;
    if (shift == 63 && byte > 1) return false;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *ret_value = value;
      return true;
    }
  }
  return false;
}

static bool skip(struct cursor *cursor, uint64_t length) {
  if ((uint64_t)(cursor->end - cursor->at) < length) return false;
  cursor->at += length;
  return true;
}

size_t wire_utf8_offset(const uint8_t *data, size_t length) {
  size_t offset = 0;
  if (bytes_is_utf8(data, length)) return length;
  while (offset < length) {
    size_t step = 1;
    while (step <= 4 && (step > length - offset || !bytes_is_utf8(data + offset, step))) step++;
    if (step > 4) break;
    offset += step;
  }
  return offset;
}

static void note(struct wire_scan *scan, enum wire_flaw_kind kind, const char *path, size_t value) {
  if (scan->flaw != WIRE_FLAW_NONE) return;
  scan->flaw = kind;
  scan->value = value;
  snprintf(scan->path, sizeof scan->path, "%s", path);
}

static void check_string(struct wire_scan *scan, const char *path, const uint8_t *text,
                         size_t length) {
  const uint8_t *nul = memchr(text, 0, length);
  if (nul)
    note(scan, WIRE_FLAW_NUL, path, (size_t)(nul - text));
  else if (!bytes_is_utf8(text, length))
    note(scan, WIRE_FLAW_UTF8, path, wire_utf8_offset(text, length));
}

static void extend_path(char path[static WIRE_PATH_BYTES], const char *prefix,
                        const ProtobufCFieldDescriptor *field, size_t index) {
  char suffix[32] = "";
  if (field->label == PROTOBUF_C_LABEL_REPEATED) snprintf(suffix, sizeof suffix, "[%zu]", index);
  snprintf(path, WIRE_PATH_BYTES, "%.28s%s%.20s%.12s", prefix, prefix[0] ? "." : "", field->name,
           suffix);
}

static int broken(const struct cursor *cursor, const char *path, const char *what,
                  struct err *err) {
  return err_set(err, ERR_INVALID, "%s%snot a message: %s at byte %zu", path, path[0] ? ": " : "",
                 what, (size_t)(cursor->at - cursor->begin));
}

static int scan_message(const ProtobufCMessageDescriptor *type, struct cursor *cursor,
                        const char *path, int depth, struct wire_scan *scan, struct err *err);

/* One length-delimited field whose body lies at cursor->at. */
static int scan_body(const ProtobufCFieldDescriptor *field, struct cursor *cursor, uint64_t length,
                     size_t index, const char *path, int depth, struct wire_scan *scan,
                     struct err *err) {
  const uint8_t *body = cursor->at;
  if (!skip(cursor, length)) return broken(cursor, path, "a length beyond the end", err);
  if (!field) return 0;
  char inner[WIRE_PATH_BYTES];
  extend_path(inner, path, field, index);
  if (field->type == PROTOBUF_C_TYPE_STRING) check_string(scan, inner, body, (size_t)length);
  if (field->type != PROTOBUF_C_TYPE_MESSAGE) return 0;
  struct cursor nested = {body, body + length, cursor->begin};
  return scan_message(field->descriptor, &nested, inner, depth + 1, scan, err);
}

static size_t count_element(const ProtobufCMessageDescriptor *type,
                            const ProtobufCFieldDescriptor *field, size_t counts[FIELDS_MAX]) {
  size_t slot = field ? (size_t)(field - type->fields) : FIELDS_MAX;
  return slot < FIELDS_MAX ? counts[slot]++ : 0;
}

/* The bytes of one field after its tag. */
static int scan_field(const ProtobufCMessageDescriptor *type, uint64_t tag, size_t index,
                      struct cursor *cursor, const char *path, int depth, struct wire_scan *scan,
                      struct err *err) {
  const ProtobufCFieldDescriptor *field =
      protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
  uint64_t value;
  switch (tag & 7) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
      if (!get_varint(cursor, &value)) return broken(cursor, path, "a bad integer", err);
      if (depth == 0 && tag >> 3 == 1) scan->number = value;
      return 0;
    case PROTOBUF_C_WIRE_TYPE_64BIT:
      return skip(cursor, 8) ? 0 : broken(cursor, path, "a value beyond the end", err);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
      if (!get_varint(cursor, &value)) return broken(cursor, path, "a bad length", err);
      return scan_body(field, cursor, value, index, path, depth, scan, err);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
      return skip(cursor, 4) ? 0 : broken(cursor, path, "a value beyond the end", err);
    default:
      return broken(cursor, path, "an unknown wire type", err);
  }
}

static int scan_message(const ProtobufCMessageDescriptor *type, struct cursor *cursor,
                        const char *path, int depth, struct wire_scan *scan, struct err *err) {
  size_t counts[FIELDS_MAX] = {0};
  if (depth >= DEPTH_MAX) return broken(cursor, path, "too deep a message", err);
  while (cursor->at < cursor->end) {
    uint64_t tag;
    if (!get_varint(cursor, &tag) || tag >> 3 == 0 || tag > UINT32_MAX)
      return broken(cursor, path, "a bad field tag", err);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
    size_t index = count_element(type, field, counts);
    int rc = scan_field(type, tag, index, cursor, path, depth, scan, err);
    if (rc < 0) return rc;
  }
  for (unsigned i = 0; i < type->n_fields && i < FIELDS_MAX; i++) {
    if (type->fields[i].label != PROTOBUF_C_LABEL_REPEATED || counts[i] <= scan->repeated_max)
      continue;
    char inner[WIRE_PATH_BYTES];
    snprintf(inner, sizeof inner, "%.36s%s%.20s", path, path[0] ? "." : "", type->fields[i].name);
    /* More than allowed is never unpacked: it goes before whatever else was found. */
    scan->flaw = WIRE_FLAW_NONE;
    note(scan, WIRE_FLAW_COUNT, inner, counts[i]);
    return 0;
  }
  return 0;
}

int wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t length,
              struct wire_scan *scan, struct err *err) {
  struct cursor cursor = {data, data + length, data};
  scan->number = 0;
  scan->flaw = WIRE_FLAW_NONE;
  scan->value = 0;
  scan->path[0] = 0;
  return scan_message(type, &cursor, "", 0, scan, err);
}
