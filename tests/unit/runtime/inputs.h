/* Calls that several tests make. */
#pragma once

#include "tests/unit/runtime/harness.h"

typedef void (*build_function)(struct frame_builder *builder);
typedef void (*check_function)(const struct harness_run *run);

struct row {
  const char *name, *signature, *source;
  build_function build;
  check_function check;
};

static inline void call_only(struct frame_builder *builder) { frame_begin_call(builder, 0, 0); }

static inline void one_i64(struct frame_builder *builder) {
  call_only(builder);
  harness_add_i64(builder, 3);
}

static inline void matrix_2x3(struct frame_builder *builder) {
  call_only(builder);
  harness_add_f64(builder, 2, (int64_t[]){2, 3}, (double[]){1, 2, 3, 4, 5, 6});
}

static inline void matrix_0x3(struct frame_builder *builder) {
  call_only(builder);
  harness_add_f64(builder, 2, (int64_t[]){0, 3}, NULL);
}

static inline void five_nodes(struct frame_builder *builder) {
  call_only(builder);
  harness_add_nodes(builder, 5);
}

static inline void no_nodes(struct frame_builder *builder) {
  call_only(builder);
  harness_add_nodes(builder, 0);
}

static inline void million_nodes(struct frame_builder *builder) {
  call_only(builder);
  harness_add_nodes(builder, 1000000);
}

static inline void three_and_two_nodes(struct frame_builder *builder) {
  call_only(builder);
  harness_add_nodes(builder, 3);
  harness_add_nodes(builder, 2);
}

static inline void pair_nodes(struct frame_builder *builder) {
  call_only(builder);
  struct value *value = frame_add_nodes(builder, 2, 2);
  memcpy(value->i64, (int64_t[]){1, 100, 2, 200}, 4 * sizeof(int64_t));
}

static inline void text_with_nul(struct frame_builder *builder) {
  call_only(builder);
  harness_add_text(builder, VALUE_STRING, "a\0b", 3);
}

static inline void some_bytes(struct frame_builder *builder) {
  call_only(builder);
  harness_add_text(builder, VALUE_BYTES, "\xff\x00\x7f", 3);
}

static inline void absent_then_present(struct frame_builder *builder) {
  call_only(builder);
  frame_add(builder, VALUE_NONE, 0, 0, NULL);
  call_only(builder);
  harness_add_i64(builder, 41);
}

static inline void three_calls(struct frame_builder *builder) {
  for (int64_t i = 1; i <= 3; i++) {
    call_only(builder);
    harness_add_i64(builder, i);
  }
}

#define EVERY_SCALAR                                                                          \
  "f(a: i32, b: i64, c: u8, d: u64, e: f32, g: f64, h: bool, s: str, y: bytes) -> (oa: i32, " \
  "ob: i64, oc: u8, od: u64, oe: f32, og: f64, oh: bool)"
static inline void every_scalar(struct frame_builder *builder) {
  call_only(builder);
  *frame_add(builder, VALUE_SCALAR, VALUE_I32, 0, NULL)->i32 = -7;
  *frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL)->i64 = INT64_MIN;
  *frame_add(builder, VALUE_SCALAR, VALUE_U8, 0, NULL)->u8 = 200;
  *frame_add(builder, VALUE_SCALAR, VALUE_U64, 0, NULL)->u64 = UINT64_MAX;
  *frame_add(builder, VALUE_SCALAR, VALUE_F32, 0, NULL)->f32 = 0.5f;
  *frame_add(builder, VALUE_SCALAR, VALUE_F64, 0, NULL)->f64 = -0.25;
  *frame_add(builder, VALUE_SCALAR, VALUE_BOOL, 0, NULL)->boolean = true;
  harness_add_text(builder, VALUE_STRING, "h\xc3\xa9", 3);
  harness_add_text(builder, VALUE_BYTES, "\xff\x00", 2);
}

#define EVERY_TENSOR                                                                          \
  "f(a: bool[N], b: u8[N], c: i32[N], d: i64[N], e: f32[N]) -> (oa: bool[N], ob: u8[N], oc: " \
  "i32[N], od: i64[N], oe: f32[N])"
static inline void every_tensor(struct frame_builder *builder) {
  const int64_t shape[] = {2};
  call_only(builder);
  frame_add(builder, VALUE_TENSOR, VALUE_BOOL, 1, shape)->boolean[1] = true;
  frame_add(builder, VALUE_TENSOR, VALUE_U8, 1, shape)->u8[1] = 255;
  frame_add(builder, VALUE_TENSOR, VALUE_I32, 1, shape)->i32[1] = -1;
  frame_add(builder, VALUE_TENSOR, VALUE_I64, 1, shape)->i64[1] = INT64_MAX;
  frame_add(builder, VALUE_TENSOR, VALUE_F32, 1, shape)->f32[1] = 1.5f;
}

/* Two objects, used in turn. */
#define COUNTER "class Counter(start: i64): add(n: i64) -> i64"
static inline void two_counters(struct frame_builder *builder) {
  for (uint32_t object = 0; object < 2; object++) {
    frame_begin_call(builder, 0, object);
    harness_add_i64(builder, object == 0 ? 10 : 100);
  }
  for (uint32_t i = 0; i < 4; i++) {
    frame_begin_call(builder, 1, i % 2);
    harness_add_i64(builder, 1 + i);
  }
}

static inline void refused_counter(struct frame_builder *builder) {
  frame_begin_call(builder, 0, 0);
  harness_add_i64(builder, -1);
  frame_begin_call(builder, 1, 0);
  harness_add_i64(builder, 5);
}
