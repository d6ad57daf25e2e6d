/* libFuzzer target: whatever the bytes, the frame parser answers, and what it accepts can be read
 * whole, and be compared with a reference, without leaving the frame. The last byte chooses the
 * declared type of the result; the rest is the output of a candidate's process.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_frame.c \
 *     graders/sdk/{frame,compare,signature,value}.c daemon/base/{bytes,err}.c -lm
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graders/sdk/compare.h"
#include "graders/sdk/frame_layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static double numbers[6] = {1, -2, 0, 1e300, 5, 6};
static int64_t integers[6] = {1, -2, 3, INT64_MAX, 5, 6};

static const struct {
  const char *signature;
  struct value expected;
} results[] = {
    {"f() -> f64[M,N]", {VALUE_TENSOR, VALUE_F64, 2, 0, 0, {2, 3}, 6, {numbers}}},
    {"f() -> f32[*]", {VALUE_TENSOR, VALUE_F64, 1, 0, 0, {4}, 4, {numbers}}},
    {"f() -> i64[N]", {VALUE_TENSOR, VALUE_I64, 1, 0, 0, {6}, 6, {integers}}},
    {"f() -> bool[N]", {VALUE_TENSOR, VALUE_BOOL, 1, 0, 0, {3}, 3, {(uint8_t[]){1, 0, 1}}}},
    {"f() -> i32", {VALUE_SCALAR, VALUE_I32, 0, 0, 0, {0}, 1, {(int32_t[]){7}}}},
    {"f() -> opt<f64>", {VALUE_SCALAR, VALUE_F64, 0, 0, 0, {0}, 1, {numbers}}},
    {"f() -> opt<f64[N]>", {VALUE_NONE, VALUE_U8, 0, 0, 0, {0}, 0, {NULL}}},
    {"f() -> str", {VALUE_STRING, VALUE_U8, 0, 0, 0, {0}, 3, {(char[]){"abc"}}}},
    {"f() -> bytes", {VALUE_BYTES, VALUE_U8, 0, 0, 0, {0}, 3, {(char[]){"abc"}}}},
    {"f() -> node<i64>", {VALUE_NODES, VALUE_I64, 0, 1, 0, {0}, 3, {integers}}},
    {"f() -> node<(key: i64, tag: i64)>", {VALUE_NODES, VALUE_I64, 0, 2, 0, {0}, 2, {integers}}},
};
#define RESULTS (sizeof results / sizeof *results)

static const struct signature_type *declared(size_t which) {
  static struct signature signatures[RESULTS];
  struct signature *signature = &signatures[which];
  const char *text = results[which].signature;
  if (signature->entry_count == 0 && signature_parse(text, strlen(text), signature, NULL) < 0)
    abort();
  return &signature->entries[0].results[0].type;
}

/* The judge's order: form first, and only what has it is compared. */
static void compare(size_t which, const struct value *got) {
  const struct value *expected = &results[which].expected;
  struct check check;
  check_begin(&check);
  if (!compare_form(&check, "r", declared(which), got, expected)) {
    if (check.outcome.code != CHECKER_BAD_OUTPUT || !check.outcome.message[0]) abort();
    return;
  }
  bool equal = compare_exact(&check, "r", got, expected);
  if (equal != (check.outcome.code == CHECKER_ACCEPTED)) abort();
  bool real = declared(which)->dtype == VALUE_F64 || declared(which)->dtype == VALUE_F32;
  for (int class = TOLERANCE_NONE; real && class <= TOLERANCE_CUSTOM; class ++) {
    const struct tolerance tolerance = {(enum tolerance_class) class, 1e-3, 1e-3};
    check_begin(&check);
    bool near = compare_close(&check, "r", got, expected, NULL, &tolerance);
    /* What is equal is close, whatever the class; what is absent has nothing to be close to. */
    if (equal && !near) abort();
    if (near && !equal && (got->kind == VALUE_NONE || expected->kind == VALUE_NONE)) abort();
  }
  check_begin(&check);
  if (!real && declared(which)->kind == VALUE_TENSOR) compare_multiset(&check, "r", got, expected);
}

static void read_whole(const struct frame *frame, size_t size) {
  volatile uint8_t sum = 0;
  uint64_t read = 0;
  for (uint32_t i = 0; i < frame->value_count; i++) {
    size_t bytes = value_bytes(&frame->values[i]);
    for (size_t k = 0; k < bytes; k++) sum = (uint8_t)(sum + frame->values[i].u8[k]);
    read += bytes;
  }
  /* Values share nothing, so reading all of them costs no more than the frame. */
  if (read > size) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct frame frame;
  struct err err = {0};
  if (size == 0) return 0;
  size_t which = data[--size] % RESULTS;
  /* Its own allocation, so that a read past the end is found. */
  uint8_t *bytes = malloc(size > 0 ? size : 1);
  if (!bytes) abort();
  memcpy(bytes, data, size);
  if (frame_parse(bytes, size, &frame, &err) < 0) {
    if (!err.message[0]) abort();
  } else {
    read_whole(&frame, size);
    for (uint32_t call = 0; call < frame.call_count; call++)
      for (uint32_t k = 0; k < frame.calls[call].value_count; k++)
        compare(which, frame_value(&frame, call, k));
    frame_clear(&frame);
  }
  free(bytes);
  return 0;
}
