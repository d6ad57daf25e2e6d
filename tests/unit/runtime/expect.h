/* Expectations that both hosts meet alike. */
#pragma once

#include "tests/unit/runtime/harness.h"

static inline const struct value *done_value(const struct harness_run *run, uint32_t call,
                                             uint32_t index) {
  harness_expect_done(run);
  assert_int_equal(run->output.calls[call].status, FRAME_RETURNED);
  const struct value *value = frame_value(&run->output, call, index);
  assert_non_null(value);
  return value;
}

static inline void expect_f64(const struct harness_run *run, uint32_t ndim, const int64_t *shape,
                              const double *data) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->kind, VALUE_TENSOR);
  assert_int_equal(value->dtype, VALUE_F64);
  assert_int_equal(value->ndim, ndim);
  for (uint32_t i = 0; i < ndim; i++) assert_int_equal(value->shape[i], shape[i]);
  if (value->count > 0) assert_memory_equal(value->data, data, value->count * sizeof(double));
}

static inline void transposed(const struct harness_run *run) {
  expect_f64(run, 2, (int64_t[]){3, 2}, (double[]){1, 4, 2, 5, 3, 6});
  assert_int_equal(done_value(run, 0, 0)->flags & VALUE_FLAG_OVERRUN, 0);
  assert_false(run->input_changed);
}

static inline void empty_3x0(const struct harness_run *run) {
  expect_f64(run, 2, (int64_t[]){3, 0}, NULL);
}

static inline void count_and_evens(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i64, 3);
  const struct value *evens = done_value(run, 0, 1);
  assert_int_equal(evens->ndim, 1);
  assert_int_equal(evens->shape[0], 3);
  assert_memory_equal(evens->f64, ((double[]){2, 4, 6}), 3 * sizeof(double));
}

static inline void aliases(const struct harness_run *run) {
  assert_int_equal(done_value(run, 0, 0)->flags, VALUE_FLAG_ALIASES_INPUT);
  assert_int_equal(run->status.flags, RUNTIME_FLAG_ALIASES_INPUT);
}

static inline void mutated(const struct harness_run *run) {
  harness_expect_done(run);
  assert_true(run->input_changed);
}

static inline void ended_with(const struct harness_run *run, int wait_status,
                              enum warm_phase phase) {
  assert_int_equal(run->wait_status, wait_status);
  assert_int_equal(run->status.phase, phase);
  assert_false(run->complete);
}
static inline void silent_exit(const struct harness_run *run) {
  ended_with(run, 0, WARM_PHASE_CALLING);
}
static inline void exit_while_loading(const struct harness_run *run) {
  ended_with(run, 0, WARM_PHASE_LOADING);
}

static inline void failed_with(const struct harness_run *run, const int32_t codes[3]) {
  harness_expect_done(run);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(run->output.calls[i].status, FRAME_FAILED | codes[i] << 8);
    assert_int_equal(run->output.calls[i].value_count, 0);
  }
}

static inline void expect_walk(const struct harness_run *run, const int64_t *rows, uint64_t count,
                               uint32_t flags) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->kind, VALUE_NODES);
  assert_int_equal(value->flags, flags | (count > 0 ? VALUE_FLAG_IDENTITIES : 0u));
  assert_int_equal(value->count, count);
  assert_memory_equal(value->i64, rows, count * (1 + value->fields) * sizeof(int64_t));
}
static inline void reversed(const struct harness_run *run) {
  expect_walk(run, (int64_t[]){4, 40, 3, 30, 2, 20, 1, 10, 0, 0}, 5, 0);
}
static inline void new_head(const struct harness_run *run) {
  expect_walk(run, (int64_t[]){-1, 99, 0, 0, 1, 10, 2, 20, 3, 30, 4, 40}, 6, 0);
}
static inline void endless(const struct harness_run *run) {
  expect_walk(run, (int64_t[]){0, 0, 1, 10, 0, 0, 1, 10, 0, 0, 1, 10}, 6, VALUE_FLAG_CYCLE);
}
static inline void empty_list(const struct harness_run *run) { expect_walk(run, NULL, 0, 0); }
static inline void second_list_first(const struct harness_run *run) {
  expect_walk(run, (int64_t[]){3, 0, 4, 10, 0, 0, 1, 10, 2, 20}, 5, 0);
}
static inline void swapped_pairs(const struct harness_run *run) {
  expect_walk(run, (int64_t[]){1, 2, 200, 0, 1, 100}, 2, 0);
}
static inline void million_reversed(const struct harness_run *run) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->count, 1000000);
  for (int64_t i = 0; i < 1000000; i++) assert_int_equal(value->i64[2 * i], 999999 - i);
}

static inline void expect_text(const struct harness_run *run, enum value_kind kind,
                               const char *data, size_t length) {
  const struct value *value = done_value(run, 0, 0);
  assert_int_equal(value->kind, kind);
  assert_int_equal(value->count, length);
  if (length > 0) assert_memory_equal(value->text, data, length);
}
static inline void doubled_text(const struct harness_run *run) {
  expect_text(run, VALUE_STRING, "a\0ba\0b", 6);
}
static inline void reversed_bytes(const struct harness_run *run) {
  expect_text(run, VALUE_BYTES, "\x7f\x00\xff", 3);
}

static inline void minus_one_then_42(const struct harness_run *run) {
  assert_int_equal(*done_value(run, 0, 0)->i64, -1);
  assert_int_equal(*done_value(run, 1, 0)->i64, 42);
}

static inline void every_tensor_back(const struct harness_run *run) {
  for (uint32_t i = 0; i < 5; i++) assert_int_equal(done_value(run, 0, i)->count, 2);
  assert_true(done_value(run, 0, 0)->boolean[1]);
  assert_int_equal(done_value(run, 0, 1)->u8[1], 255);
  assert_int_equal(done_value(run, 0, 2)->i32[1], -1);
  assert_true(done_value(run, 0, 3)->i64[1] == INT64_MAX);
  assert_true(done_value(run, 0, 4)->f32[1] == 1.5f);
}

static inline void separate_sums(const struct harness_run *run) {
  harness_expect_done(run);
  assert_int_equal(run->output.calls[0].status, FRAME_RETURNED);
  assert_int_equal(run->output.calls[1].status, FRAME_RETURNED);
  const int64_t sums[] = {11, 102, 14, 106};
  for (uint32_t i = 0; i < 4; i++) {
    assert_int_equal(run->output.calls[2 + i].object, i % 2);
    assert_int_equal(*done_value(run, 2 + i, 0)->i64, sums[i]);
  }
}

static inline void constructor_refused(const struct harness_run *run) {
  harness_expect_done(run);
  assert_int_equal(run->output.calls[0].status, FRAME_FAILED | 1 << 8);
  assert_int_equal(run->output.calls[1].status, FRAME_NOT_CALLED);
}

#define STOPS(function, phase, words)                          \
  static inline void function(const struct harness_run *run) { \
    harness_expect_stop(run, WARM_PHASE_##phase, words);       \
  }
