#include "daemon/base/bytes.h"

#include <string.h>

struct bytes_writer bytes_writer(void *data, size_t capacity) {
  return (struct bytes_writer){.data = data, .capacity = capacity};
}

void bytes_put_raw(struct bytes_writer *writer, const void *data, size_t length) {
  if (writer->failed || writer->capacity - writer->length < length) {
    writer->failed = true;
    return;
  }
  if (length > 0) memcpy(writer->data + writer->length, data, length);
  writer->length += length;
}

static void put_little_endian(struct bytes_writer *writer, uint64_t value, size_t width) {
  uint8_t raw[8];
  for (size_t i = 0; i < width; i++) raw[i] = (uint8_t)(value >> (8 * i));
  bytes_put_raw(writer, raw, width);
}

void bytes_put_u8(struct bytes_writer *writer, uint8_t value) {
  put_little_endian(writer, value, 1);
}
void bytes_put_u32(struct bytes_writer *writer, uint32_t value) {
  put_little_endian(writer, value, 4);
}
void bytes_put_u64(struct bytes_writer *writer, uint64_t value) {
  put_little_endian(writer, value, 8);
}
void bytes_put_i64(struct bytes_writer *writer, int64_t value) {
  put_little_endian(writer, (uint64_t)value, 8);
}

void bytes_put_f64(struct bytes_writer *writer, double value) {
  uint64_t raw;
  memcpy(&raw, &value, sizeof raw);
  put_little_endian(writer, raw, 8);
}

void bytes_put_blob(struct bytes_writer *writer, const void *data, size_t length) {
  if (length > UINT32_MAX) {
    writer->failed = true;
    return;
  }
  bytes_put_u32(writer, (uint32_t)length);
  bytes_put_raw(writer, data, length);
}

void bytes_put_string(struct bytes_writer *writer, const char *text) {
  bytes_put_blob(writer, text, strlen(text));
}

int bytes_writer_finish(const struct bytes_writer *writer, const char *what, struct err *err) {
  if (!writer->failed) return 0;
  return err_set(err, ERR_LIMIT, "%s: does not fit into %zu bytes", what, writer->capacity);
}

struct bytes_reader bytes_reader(const void *data, size_t length) {
  return (struct bytes_reader){.data = data, .length = length};
}

static const uint8_t *take(struct bytes_reader *reader, size_t length) {
  if (reader->failed || reader->length - reader->offset < length) {
    reader->failed = true;
    return NULL;
  }
  const uint8_t *at = reader->data + reader->offset;
  reader->offset += length;
  return at;
}

void bytes_get_raw(struct bytes_reader *reader, void *data, size_t length) {
  const uint8_t *at = take(reader, length);
  if (at && length > 0)
    memcpy(data, at, length);
  else if (!at)
    memset(data, 0, length);
}

static uint64_t get_little_endian(struct bytes_reader *reader, size_t width) {
  const uint8_t *at = take(reader, width);
  uint64_t value = 0;
  for (size_t i = 0; at && i < width; i++) value |= (uint64_t)at[i] << (8 * i);
  return value;
}

uint8_t bytes_get_u8(struct bytes_reader *reader) { return (uint8_t)get_little_endian(reader, 1); }
uint32_t bytes_get_u32(struct bytes_reader *reader) {
  return (uint32_t)get_little_endian(reader, 4);
}
uint64_t bytes_get_u64(struct bytes_reader *reader) { return get_little_endian(reader, 8); }
int64_t bytes_get_i64(struct bytes_reader *reader) { return (int64_t)get_little_endian(reader, 8); }

double bytes_get_f64(struct bytes_reader *reader) {
  uint64_t raw = get_little_endian(reader, 8);
  double value;
  memcpy(&value, &raw, sizeof value);
  return value;
}

const uint8_t *bytes_get_blob(struct bytes_reader *reader, size_t *ret_length) {
  uint32_t length = bytes_get_u32(reader);
  const uint8_t *at = take(reader, length);
  *ret_length = at ? length : 0;
  return at;
}

void bytes_get_string(struct bytes_reader *reader, char *text, size_t capacity) {
  size_t length;
  const uint8_t *at = bytes_get_blob(reader, &length);
  text[0] = 0;
  if (!at) return;
  if (length >= capacity || memchr(at, 0, length)) {
    reader->failed = true;
    return;
  }
  memcpy(text, at, length);
  text[length] = 0;
}

int bytes_reader_finish(const struct bytes_reader *reader, const char *what, struct err *err) {
  if (reader->failed)
    return err_set(err, ERR_PROTOCOL, "%s: malformed at byte %zu of %zu", what, reader->offset,
                   reader->length);
  if (reader->offset != reader->length)
    return err_set(err, ERR_PROTOCOL, "%s: %zu bytes left over", what,
                   reader->length - reader->offset);
  return 0;
}

/* Length of the valid sequence at `at`, or 0 (RFC 3629, table 3-7 of the Unicode standard). */
static size_t utf8_sequence(const uint8_t *at, size_t left) {
  if (at[0] < 0x80) return 1;
  size_t need = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
  if (at[0] < 0xc2 || at[0] > 0xf4 || left < need) return 0;
  uint8_t low = 0x80, high = 0xbf;
  if (at[0] == 0xe0) low = 0xa0;
  if (at[0] == 0xed) high = 0x9f;
  if (at[0] == 0xf0) low = 0x90;
  if (at[0] == 0xf4) high = 0x8f;
  if (at[1] < low || at[1] > high) return 0;
  for (size_t i = 2; i < need; i++)
    if (at[i] < 0x80 || at[i] > 0xbf) return 0;
  return need;
}

bool bytes_is_utf8(const void *data, size_t length) {
  const uint8_t *at = data;
  while (length > 0) {
    size_t step = utf8_sequence(at, length);
    if (step == 0) return false;
    at += step;
    length -= step;
  }
  return true;
}

void bytes_to_hex(const void *data, size_t length, char *text) {
  static const char digits[] = "0123456789abcdef";
  const uint8_t *at = data;
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = digits[at[i] >> 4];
    text[2 * i + 1] = digits[at[i] & 15];
  }
  text[2 * length] = 0;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool bytes_from_hex(const char *text, void *data, size_t length) {
  uint8_t *out = data;
  if (strlen(text) != 2 * length) return false;
  for (size_t i = 0; i < length; i++) {
    int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}
