/* The calls with which a grader builds cases and answers (grader.h). They live in one process a
 * test, which has one signature and one answer in the making: its state is file-scope on purpose.
 */
#include <stdio.h>
#include <unistd.h>

#include "graders/sdk/case.h"

static const struct signature *case_signature;
static struct answer_notes notes;

__attribute__((noreturn)) static void grader_fault(const char *what, const char *which) {
  fprintf(stderr, "grader: %s '%s'\n", what, which);
  _exit(70);
}

void case_begin(const struct signature *signature) {
  case_signature = signature;
  case_notes_clear();
}

const struct answer_notes *case_notes(void) { return &notes; }

void case_notes_clear(void) {
  for (uint32_t i = 0; i < notes.count; i++) free(notes.items[i].scale);
  free(notes.items);
  notes = (struct answer_notes){0};
}

void case_call_on(struct frame_builder *input, uint32_t object, const char *name) {
  /* A function that is the only one need not be named; "" is otherwise a class's constructor. */
  bool only = !name[0] && !case_signature->class_name[0] && case_signature->entry_count == 1;
  int entry = only ? 0 : signature_find(case_signature, name);
  if (entry < 0) grader_fault("the signature has no entry", name);
  frame_begin_call(input, (uint32_t)entry, object);
}

void case_call(struct frame_builder *input, const char *name) { case_call_on(input, 0, name); }

static struct value *put(struct frame_builder *builder, enum value_dtype dtype,
                         const struct case_shape *shape) {
  return frame_add(builder, VALUE_TENSOR, dtype, shape->ndim, shape->dims);
}

double *put_f64(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_F64, &shape)->f64;
}
float *put_f32(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_F32, &shape)->f32;
}
int64_t *put_i64(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_I64, &shape)->i64;
}
int32_t *put_i32(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_I32, &shape)->i32;
}
uint8_t *put_u8(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_U8, &shape)->u8;
}
bool *put_bool(struct frame_builder *builder, struct case_shape shape) {
  return put(builder, VALUE_BOOL, &shape)->boolean;
}

void put_scalar_i64(struct frame_builder *builder, enum value_dtype dtype, int64_t number) {
  struct value *value = frame_add(builder, VALUE_SCALAR, dtype, 0, NULL);
  switch (dtype) {
    case VALUE_BOOL:
    case VALUE_U8:
      value->u8[0] = (uint8_t)number;
      break;
    case VALUE_I32:
      value->i32[0] = (int32_t)number;
      break;
    case VALUE_I64:
    case VALUE_U64:
      value->i64[0] = number;
      break;
    case VALUE_F32:
      value->f32[0] = (float)number;
      break;
    case VALUE_F64:
      value->f64[0] = (double)number;
      break;
  }
}

void put_scalar_f64(struct frame_builder *builder, enum value_dtype dtype, double number) {
  struct value *value = frame_add(builder, VALUE_SCALAR, dtype, 0, NULL);
  if (dtype == VALUE_F32)
    value->f32[0] = (float)number;
  else if (dtype == VALUE_F64)
    value->f64[0] = number;
  else
    grader_fault("put_scalar_f64 of dtype", value_dtype_name(dtype));
}

void put_scalar_bool(struct frame_builder *builder, bool flag) {
  put_scalar_i64(builder, VALUE_BOOL, flag);
}

char *put_str(struct frame_builder *builder, const char *bytes, size_t length) {
  const int64_t shape[] = {(int64_t)length};
  struct value *value = frame_add(builder, VALUE_STRING, VALUE_U8, 1, shape);
  if (bytes && length > 0) memcpy(value->text, bytes, length);
  return value->text;
}

uint8_t *put_bytes(struct frame_builder *builder, size_t length) {
  const int64_t shape[] = {(int64_t)length};
  return frame_add(builder, VALUE_BYTES, VALUE_U8, 1, shape)->u8;
}

int64_t *put_nodes(struct frame_builder *builder, uint32_t fields, uint64_t count) {
  return frame_add_nodes(builder, fields, count)->i64;
}

void put_none(struct frame_builder *builder) { frame_add(builder, VALUE_NONE, VALUE_U8, 0, NULL); }

/* ---- answers ---- */

void answer_call(struct frame_builder *answer) {
  frame_begin_call(answer, 0, 0);
  frame_set_status(answer, FRAME_RETURNED);
}

void answer_fail(struct frame_builder *answer, const char *code) {
  for (uint32_t i = 0; i < case_signature->entry_count; i++)
    for (uint32_t k = 0; k < case_signature->entries[i].fail_count; k++)
      if (strcmp(case_signature->entries[i].fails[k], code) == 0) {
        frame_set_status(answer, FRAME_FAILED | (int32_t)(k + 1) << 8);
        return;
      }
  grader_fault("the signature has no fail code", code);
}

/* The note of the result put last. */
static struct answer_note *note_of_last(struct frame_builder *answer) {
  struct frame view;
  frame_builder_view(answer, &view, NULL);
  if (view.value_count == 0) grader_fault("nothing was put before", "answer_*");
  while (notes.count < view.value_count) {
    struct answer_note *grown = realloc(notes.items, (notes.count + 1) * sizeof *grown);
    if (!grown) grader_fault("no memory for", "answer_*");
    notes.items = grown;
    notes.items[notes.count++] = (struct answer_note){0};
  }
  return &notes.items[view.value_count - 1];
}

double *answer_scale(struct frame_builder *answer, int64_t reduction) {
  struct answer_note *note = note_of_last(answer);
  struct frame view;
  frame_builder_view(answer, &view, NULL);
  uint64_t count = view.values[view.value_count - 1].count;
  note->reduction = reduction;
  note->scale = calloc(count + 1, sizeof *note->scale);
  if (!note->scale) grader_fault("no memory for", "answer_scale");
  return note->scale;
}

void answer_any(struct frame_builder *answer) { note_of_last(answer)->any = true; }
