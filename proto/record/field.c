#include "proto/record/field.h"

#include <math.h>
#include <string.h>

void field_put_bool(struct bytes_writer *writer, bool value) { bytes_put_u8(writer, value); }

bool field_get_bool(struct bytes_reader *reader) {
  uint8_t value = bytes_get_u8(reader);
  if (value > 1) reader->failed = true;
  return value == 1;
}

uint32_t field_get_choice(struct bytes_reader *reader, uint32_t low, uint32_t high) {
  uint32_t value = bytes_get_u32(reader);
  if (reader->failed || value < low || value > high) {
    reader->failed = true;
    return low;
  }
  return value;
}

double field_get_number(struct bytes_reader *reader, double low, double high) {
  double value = bytes_get_f64(reader);
  if (!isfinite(value) || value < low || value > high) {
    reader->failed = true;
    return low;
  }
  return value;
}

/* Bytes of the longest valid sequence at `text`, 0 if there is none. */
static size_t valid_step(const char *text, size_t left) {
  for (size_t step = 1; step <= 4 && step <= left; step++)
    if (bytes_is_utf8(text, step)) return step;
  return 0;
}

void field_put_text(struct bytes_writer *writer, const char *text) {
  size_t length = strlen(text);
  if (bytes_is_utf8(text, length)) {
    bytes_put_string(writer, text);
    return;
  }
  bytes_put_u32(writer, (uint32_t)length);
  for (size_t at = 0; at < length;) {
    size_t step = valid_step(text + at, length - at);
    if (step > 0)
      bytes_put_raw(writer, text + at, step);
    else
      bytes_put_raw(writer, "?", step = 1);
    at += step;
  }
}

void field_get_text(struct bytes_reader *reader, char *text, size_t capacity) {
  bytes_get_string(reader, text, capacity);
  if (!bytes_is_utf8(text, strlen(text))) reader->failed = true;
}

int field_check(const struct bytes_reader *reader, const char *what, struct err *err) {
  if (!reader->failed) return 0;
  return err_set(err, ERR_PROTOCOL, "%s: malformed at or before byte %zu of %zu", what,
                 reader->offset, reader->length);
}
