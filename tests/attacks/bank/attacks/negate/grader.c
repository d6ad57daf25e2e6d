#include "grader.h"

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  case_call(in, "");
  int64_t *x = put_i64(in, SHAPE(test->size));
  for (int64_t i = 0; i < test->size; i++) x[i] = (int64_t)draw_below(draw, 2000001) - 1000000;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *x = frame_value(in, 0, 0);
  int64_t kept = 0;
  for (uint64_t i = 0; i < x->count; i++) kept += x->i64[i] % 2 == 0;
  answer_call(answer);
  int64_t *y = put_i64(answer, SHAPE((int64_t)x->count));
  for (uint64_t i = 0; i < x->count; i++) y[i] = -x->i64[i];
  int64_t *even = put_i64(answer, SHAPE(kept));
  for (uint64_t i = 0; i < x->count; i++)
    if (x->i64[i] % 2 == 0) *even++ = x->i64[i];
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
