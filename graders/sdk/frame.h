/* Frames: calls and their values as raw bytes in a memory file.
 *
 * An input frame holds the calls that one test makes, each with its arguments; an output frame
 * holds a status and the results of each call. Little-endian, every offset from the start:
 *
 *   header  { u64 magic, u32 version, u32 call_count, u32 value_count, u32 reserved, u64 nonce,
 *             u64 total_bytes }
 *   calls   { u32 entry, u32 object, u32 first_value, u32 value_count, i32 status, u32 flags }
 *           [call_count]
 *   values  { u32 kind, u32 dtype, u32 ndim, u32 fields, u32 flags, u32 pad, i64 shape[8],
 *             u64 count, u64 offset, u64 bytes } [value_count]
 *   data    each value at a multiple of 64 bytes, in the order of the table, none over another;
 *           neither do calls share values
 *
 * Tables come first, so that a parser needs no recursion and can check every offset against
 * total_bytes before it touches data. The nonce ties an output to the run that asked for it.
 *
 * frame_parse is the parser that meets a candidate's bytes: bounded, allocation-free beyond its own
 * tables, and fuzzed. It copies both tables out first, so that a concurrent writer cannot change
 * what was checked (the runs' processes are dead by then in any case). */
#pragma once

#include "daemon/base/err.h"
#include "graders/sdk/value.h"

#define FRAME_CALLS_MAX 4096
#define FRAME_VALUES_MAX 32768
#define FRAME_BYTES_MAX (1ULL << 31)

enum frame_status {
  FRAME_NOT_CALLED = 0,
  FRAME_RETURNED = 1,
  FRAME_FAILED = 2 /* + fail code in status >> 8 */
};

struct frame_call {
  uint32_t entry;  /* index into signature.entries */
  uint32_t object; /* class questions: which instance; the constructor call creates it */
  uint32_t first_value, value_count;
  int32_t status; /* outputs: enum frame_status | fail code << 8 (code 1 = first of `fail(...)`, 255
                     = other) */
};

struct frame {
  uint64_t nonce;
  uint32_t call_count, value_count;
  struct frame_call *calls; /* owned */
  struct value *values;     /* owned; their data is borrowed from the mapped bytes */
};

/* Parses `length` bytes that stay mapped as long as the frame lives. Errors say what is malformed.
 * Whose output it is the caller decides by the nonce. */
int frame_parse(const void *data, uint64_t length, struct frame *ret_frame, struct err *err);
void frame_clear(struct frame *frame);

/* Argument or result `index` of call `call`; NULL if there is none. */
const struct value *frame_value(const struct frame *frame, uint32_t call, uint32_t index);

/* Building: values are appended to the call that was begun last, in the order of the signature.
 * The builder owns its memory; the returned pointers stay valid until frame_builder_clear. Failure
 * (out of memory, over a bound) ends the process with status 70 and a line on stderr: a builder
 * lives only in short-lived checker and tool processes, where a half-built case has no use. */
struct frame_builder;
int frame_builder_new(struct frame_builder **ret_builder, struct err *err);
void frame_builder_free(struct frame_builder **builder);
void frame_builder_reset(struct frame_builder *builder);

uint32_t frame_begin_call(struct frame_builder *builder, uint32_t entry, uint32_t object);
void frame_set_status(struct frame_builder *builder, int32_t status); /* of the call begun last */
struct value *frame_add(struct frame_builder *builder, enum value_kind kind, enum value_dtype dtype,
                        uint32_t ndim, const int64_t *shape); /* zeroed data */
struct value *frame_add_nodes(struct frame_builder *builder, uint32_t fields, uint64_t count);

/* A read-only frame view over what was built so far (for reference and check). */
int frame_builder_view(struct frame_builder *builder, struct frame *ret_frame, struct err *err);

/* Serialises into a memory file: truncates it to the needed size and writes. *ret_bytes may be
 * NULL. */
int frame_builder_write(struct frame_builder *builder, uint64_t nonce, int fd, uint64_t *ret_bytes,
                        struct err *err);

/* Does the file still hold exactly what frame_builder_write wrote with this nonce? *ret_value is
 * the index of the first value that differs, or -1 if it is something else. */
int frame_builder_matches(struct frame_builder *builder, uint64_t nonce, int fd, bool *ret_same,
                          int64_t *ret_value, struct err *err);
