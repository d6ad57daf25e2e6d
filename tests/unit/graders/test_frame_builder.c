/* Frames that are built: what the builder writes the parser reads back, and a file that a candidate
 * has changed is found, with the value that differs. */
#include "tests/unit/graders/cmocka_all.h"

#include <sys/mman.h>
#include <unistd.h>

#include "graders/sdk/frame.h"
#include "graders/sdk/frame_layout.h"

#define NONCE 0x1122334455667788u

/* A frame in its own allocation, so that a read beyond it is found. */
struct bytes_of_frame {
  uint8_t *data;
  uint64_t length;
};

static struct bytes_of_frame written(struct frame_builder *builder) {
  struct bytes_of_frame bytes = {0};
  int fd = memfd_create("frame", MFD_CLOEXEC);
  assert_true(fd >= 0);
  assert_int_equal(frame_builder_write(builder, NONCE, fd, &bytes.length, NULL), 0);
  bytes.data = malloc(bytes.length);
  assert_int_equal(pread(fd, bytes.data, bytes.length, 0), bytes.length);
  close(fd);
  return bytes;
}

static struct frame_builder *begin(void) {
  struct frame_builder *builder;
  assert_int_equal(frame_builder_new(&builder, NULL), 0);
  return builder;
}

/* ---- round trips ---- */

static void fill(struct value *value) {
  uint8_t *data = value->data;
  for (size_t i = 0; i < value_bytes(value); i++) data[i] = (uint8_t)(i * 7 + 1);
}

static void expect_same(const struct value *got, const struct value *put) {
  assert_int_equal(got->kind, put->kind);
  assert_int_equal(got->dtype, put->dtype);
  assert_int_equal(got->ndim, put->ndim);
  assert_int_equal(got->fields, put->fields);
  assert_int_equal(got->flags, put->flags);
  assert_int_equal(got->count, put->count);
  assert_memory_equal(got->shape, put->shape, sizeof got->shape);
  assert_int_equal(value_bytes(got), value_bytes(put));
  assert_memory_equal(got->data, put->data, value_bytes(put));
  if (value_bytes(put) > 0) assert_int_equal((uintptr_t)got->data % 8, 0);
}

/* One call with one value of each row, and the same rows as one frame of many calls. */
static void every_value_comes_back_as_it_was_put(void **state) {
  (void)state;
  static const struct {
    enum value_kind kind;
    uint32_t ndim;
    int64_t shape[VALUE_NDIM_MAX];
  } rows[] = {
      {VALUE_SCALAR, 0, {0}},
      {VALUE_TENSOR, 0, {0}},
      {VALUE_TENSOR, 1, {1}},
      {VALUE_TENSOR, 1, {0}},
      {VALUE_TENSOR, 1, {1000}},
      {VALUE_TENSOR, 2, {3, 5}},
      {VALUE_TENSOR, 2, {0, 5}},
      {VALUE_TENSOR, 2, {1ll << 31, 0}},
      {VALUE_TENSOR, 8, {1, 2, 1, 2, 1, 2, 1, 3}},
  };
  struct frame_builder *builder = begin();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int dtype = VALUE_BOOL; dtype <= VALUE_F64; dtype++) {
      uint32_t call = frame_begin_call(builder, dtype, (uint32_t)i);
      assert_int_equal(call, i * VALUE_F64 + (size_t)dtype - 1);
      fill(frame_add(builder, rows[i].kind, (enum value_dtype)dtype, rows[i].ndim, rows[i].shape));
    }
  frame_begin_call(builder, 0, 0); /* a call without values */
  frame_begin_call(builder, 1, 0);
  static const int64_t lengths[] = {0, 1, 7, 64, 65, 4096};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    fill(frame_add(builder, VALUE_STRING, VALUE_U8, 1, &lengths[i]));
    fill(frame_add(builder, VALUE_BYTES, VALUE_U8, 1, &lengths[i]));
    for (uint32_t fields = 1; fields <= VALUE_FIELDS_MAX; fields++)
      fill(frame_add_nodes(builder, fields, (uint64_t)lengths[i]));
  }
  frame_add(builder, VALUE_NONE, VALUE_U8, 0, NULL);
  frame_set_status(builder, FRAME_FAILED | 3 << 8);

  struct frame view, frame;
  struct bytes_of_frame bytes = written(builder);
  struct err err = {0};
  frame_builder_view(builder, &view, NULL);
  if (frame_parse(bytes.data, bytes.length, &frame, &err) < 0) fail_msg("%s", err.message);
  assert_int_equal(frame.nonce, NONCE);
  assert_int_equal(frame.call_count, view.call_count);
  assert_int_equal(frame.value_count, view.value_count);
  assert_memory_equal(frame.calls, view.calls, view.call_count * sizeof *view.calls);
  for (uint32_t i = 0; i < view.value_count; i++) expect_same(&frame.values[i], &view.values[i]);
  frame_clear(&frame);
  free(bytes.data);
  frame_builder_free(&builder);
  assert_null(builder);
}

static void values_are_found_by_call_and_index(void **state) {
  (void)state;
  struct frame_builder *builder = begin();
  struct frame view;
  for (int64_t call = 0; call < 3; call++) {
    frame_begin_call(builder, 0, 0);
    for (int64_t i = 0; i < call; i++)
      frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL)->i64[0] = 10 * call + i;
  }
  frame_builder_view(builder, &view, NULL);
  assert_null(frame_value(&view, 0, 0));
  assert_int_equal(value_i64(frame_value(&view, 1, 0)), 10);
  assert_null(frame_value(&view, 1, 1));
  assert_int_equal(value_i64(frame_value(&view, 2, 1)), 21);
  assert_null(frame_value(&view, 3, 0));
  assert_null(frame_value(&view, UINT32_MAX, 0));
  frame_builder_free(&builder);
}

static void frame_with_another_nonce_is_not_the_one_written(void **state) {
  (void)state;
  struct frame_builder *builder = begin();
  bool same = true;
  int64_t value = 0;
  int fd = memfd_create("frame", MFD_CLOEXEC);
  frame_begin_call(builder, 0, 0);
  frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL);
  assert_int_equal(frame_builder_write(builder, NONCE, fd, NULL, NULL), 0);
  assert_int_equal(frame_builder_matches(builder, NONCE + 1, fd, &same, &value, NULL), 0);
  assert_false(same);
  assert_int_equal(value, -1);
  close(fd);
  frame_builder_free(&builder);
}

/* ---- mutation of inputs ---- */

static struct frame_builder *two_tensors(int *ret_fd, uint64_t *ret_bytes) {
  struct frame_builder *builder = begin();
  frame_begin_call(builder, 0, 0);
  fill(frame_add(builder, VALUE_TENSOR, VALUE_F64, 1, (int64_t[]){9}));
  fill(frame_add(builder, VALUE_BYTES, VALUE_U8, 1, (int64_t[]){3}));
  *ret_fd = memfd_create("frame", MFD_CLOEXEC);
  assert_int_equal(frame_builder_write(builder, NONCE, *ret_fd, ret_bytes, NULL), 0);
  return builder;
}

static void changed_input_is_named_by_its_value(void **state) {
  (void)state;
  uint64_t bytes;
  int fd, first = -1, second = -1;
  struct frame_builder *builder = two_tensors(&fd, &bytes);
  for (uint64_t at = 0; at < bytes; at++) {
    bool same;
    int64_t value;
    uint8_t was, is;
    assert_int_equal(pread(fd, &was, 1, (off_t)at), 1);
    is = was ^ 0x40;
    assert_int_equal(pwrite(fd, &is, 1, (off_t)at), 1);
    assert_int_equal(frame_builder_matches(builder, NONCE, fd, &same, &value, NULL), 0);
    assert_int_equal(pwrite(fd, &was, 1, (off_t)at), 1);
    /* Between the values nobody's data lies. */
    if (!same && value == 0 && first < 0) first = (int)at;
    if (!same && value == 1 && second < 0) second = (int)at;
    if (at < sizeof(struct frame_layout_header)) assert_true(!same && value == -1);
  }
  assert_int_equal(first, 320);
  assert_int_equal(second, 448);
  bool same = false;
  int64_t value;
  assert_int_equal(frame_builder_matches(builder, NONCE, fd, &same, &value, NULL), 0);
  assert_true(same);
  close(fd);
  frame_builder_free(&builder);
}

static void resized_input_is_not_the_same(void **state) {
  (void)state;
  uint64_t bytes;
  int fd;
  struct frame_builder *builder = two_tensors(&fd, &bytes);
  const uint64_t sizes[] = {0, 1, bytes - 1, bytes + 1, 2 * bytes};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    bool same = true;
    int64_t value = 0;
    assert_int_equal(ftruncate(fd, (off_t)sizes[i]), 0);
    assert_int_equal(frame_builder_matches(builder, NONCE, fd, &same, &value, NULL), 0);
    assert_false(same);
    assert_int_equal(value, -1);
  }
  close(fd);
  frame_builder_free(&builder);
}

static void builder_can_be_used_again_after_reset(void **state) {
  (void)state;
  struct frame_builder *builder = begin();
  struct frame view;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 40; i++) {
      frame_begin_call(builder, 0, 0);
      const double *data = frame_add(builder, VALUE_TENSOR, VALUE_F64, 1, (int64_t[]){5})->f64;
      for (int k = 0; k < 5; k++) assert_true(data[k] == 0);
    }
    frame_builder_view(builder, &view, NULL);
    assert_int_equal(view.value_count, 40);
    assert_int_equal(view.calls[39].first_value, 39);
    frame_builder_reset(builder);
  }
  frame_builder_view(builder, &view, NULL);
  assert_int_equal(view.call_count, 0);
  frame_builder_free(&builder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_value_comes_back_as_it_was_put),
      cmocka_unit_test(values_are_found_by_call_and_index),
      cmocka_unit_test(frame_with_another_nonce_is_not_the_one_written),
      cmocka_unit_test(changed_input_is_named_by_its_value),
      cmocka_unit_test(resized_input_is_not_the_same),
      cmocka_unit_test(builder_can_be_used_again_after_reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
