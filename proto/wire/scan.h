/* A first look at foreign protobuf bytes, before anything is allocated for them.
 *
 * protobuf-c keeps no length for strings, so that a NUL inside one would go unnoticed, checks no
 * UTF-8, and allocates for every element of a repeated field. This walk over the bytes finds all
 * three, and everything that is not protobuf at all, with the path of the field. It allocates
 * nothing; its depth is that of the message type, which must not contain itself. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define WIRE_PATH_BYTES 64

enum wire_flaw_kind { WIRE_FLAW_NONE = 0, WIRE_FLAW_NUL, WIRE_FLAW_UTF8, WIRE_FLAW_COUNT };

struct wire_scan {
  size_t repeated_max;        /* in: elements that any repeated field may have */
  uint64_t number;            /* out: the last value of top-level field 1, if it is an integer */
  enum wire_flaw_kind flaw;   /* out: the first flaw */
  char path[WIRE_PATH_BYTES]; /* out: its field, as "submit.files[0].name" */
  size_t value;               /* out: offset in the string, or count of elements */
};

/* 0 if the bytes are a message of this type, with or without flaw; -ERR_INVALID, saying where, if
 * they are none. scan->number holds what was seen of it until then. */
int wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t length,
              struct wire_scan *scan, struct err *err);

/* The offset of the first byte that is not UTF-8; `length` if all is. */
size_t wire_utf8_offset(const uint8_t *data, size_t length);
