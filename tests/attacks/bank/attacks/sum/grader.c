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
  int64_t total = 0;
  for (uint64_t i = 0; i < x->count; i++) total += x->i64[i];
  answer_call(answer);
  put_scalar_i64(answer, VALUE_I64, total);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
