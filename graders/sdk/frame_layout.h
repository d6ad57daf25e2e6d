/* The bytes of a frame (see frame.h), for those that write one without frame_builder: the hosts of
 * candidates' code write their outputs straight into the mapped file.
 *
 * A writer stores header.magic last: a half-written frame is then no frame. */
#pragma once

#include <stdint.h>

#include "graders/sdk/value.h"

#define FRAME_MAGIC 0x31454d4152464447ULL /* "GDFRAME1" */
#define FRAME_VERSION 1u
#define FRAME_ALIGNMENT 64u /* of each value's data */

struct frame_layout_header {
  uint64_t magic;
  uint32_t version;
  uint32_t call_count;
  uint32_t value_count;
  uint32_t reserved; /* 0 */
  uint64_t nonce;
  uint64_t total_bytes;
};

struct frame_layout_call {
  uint32_t entry;
  uint32_t object;
  uint32_t first_value;
  uint32_t value_count;
  int32_t status;
  uint32_t flags; /* 0 */
};

struct frame_layout_value {
  uint32_t kind;
  uint32_t dtype;
  uint32_t ndim;
  uint32_t fields;
  uint32_t flags;
  uint32_t pad; /* 0 */
  int64_t shape[VALUE_NDIM_MAX];
  uint64_t count;
  uint64_t offset; /* from the start of the frame */
  uint64_t bytes;
};

_Static_assert(sizeof(struct frame_layout_header) == 40, "frame header");
_Static_assert(sizeof(struct frame_layout_call) == 24, "frame call");
_Static_assert(sizeof(struct frame_layout_value) == 112, "frame value");
