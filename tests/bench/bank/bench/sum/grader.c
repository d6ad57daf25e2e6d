#include "grader.h"

#define COUNT 1000

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  (void)test;
  case_call(in, "");
  for (int argument = 0; argument < 2; argument++) {
    double *x = put_f64(in, SHAPE(COUNT));
    for (int64_t i = 0; i < COUNT; i++) x[i] = draw_normal(draw);
  }
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *a = frame_value(in, 0, 0), *b = frame_value(in, 0, 1);
  answer_call(answer);
  double *sum = put_f64(answer, SHAPE(a->shape[0]));
  for (int64_t i = 0; i < a->shape[0]; i++) sum[i] = a->f64[i] + b->f64[i];
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
