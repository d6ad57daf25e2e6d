/* Bounded cursors over byte buffers, for the records that our own processes exchange.
 *
 * Little-endian, no padding. Both cursors are sticky: after the first failure every further call
 * does nothing, and bytes_*_finish() reports it, so that put/get pairs need no checks in between.
 * A reader never reads past its buffer and never trusts a length that it has not compared. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

struct bytes_writer {
  uint8_t *data; /* borrowed */
  size_t capacity;
  size_t length;
  bool failed;
};

struct bytes_reader {
  const uint8_t *data; /* borrowed */
  size_t length;
  size_t offset;
  bool failed;
};

struct bytes_writer bytes_writer(void *data, size_t capacity);
void bytes_put_u8(struct bytes_writer *writer, uint8_t value);
void bytes_put_u32(struct bytes_writer *writer, uint32_t value);
void bytes_put_u64(struct bytes_writer *writer, uint64_t value);
void bytes_put_i64(struct bytes_writer *writer, int64_t value);
void bytes_put_f64(struct bytes_writer *writer, double value);
void bytes_put_raw(struct bytes_writer *writer, const void *data, size_t length);  /* no length */
void bytes_put_blob(struct bytes_writer *writer, const void *data, size_t length); /* u32 + bytes */
void bytes_put_string(struct bytes_writer *writer, const char *text);              /* u32 + bytes */
/* Fails with ERR_LIMIT if anything did not fit. `what` names the record. */
int bytes_writer_finish(const struct bytes_writer *writer, const char *what, struct err *err);

struct bytes_reader bytes_reader(const void *data, size_t length);
uint8_t bytes_get_u8(struct bytes_reader *reader);
uint32_t bytes_get_u32(struct bytes_reader *reader);
uint64_t bytes_get_u64(struct bytes_reader *reader);
int64_t bytes_get_i64(struct bytes_reader *reader);
double bytes_get_f64(struct bytes_reader *reader);
void bytes_get_raw(struct bytes_reader *reader, void *data, size_t length);
/* A view into the reader's buffer; NULL and 0 on failure. */
const uint8_t *bytes_get_blob(struct bytes_reader *reader, size_t *ret_length);
/* Copies a string with its NUL; one that is longer than capacity - 1 or holds a NUL fails. */
void bytes_get_string(struct bytes_reader *reader, char *text, size_t capacity);
/* Fails with ERR_PROTOCOL if anything was missing or bytes are left over. */
int bytes_reader_finish(const struct bytes_reader *reader, const char *what, struct err *err);

/* Valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF)? */
bool bytes_is_utf8(const void *data, size_t length);

/* Lower-case hex with NUL; text has 2 * length + 1 bytes. */
void bytes_to_hex(const void *data, size_t length, char *text);
/* Exactly 2 * length hex digits; false otherwise. */
bool bytes_from_hex(const char *text, void *data, size_t length);
