/* Batch normalisation without affine parameters (Ioffe and Szegedy 2015), in double, as a model
 * that is replayed call by call. */
#include "grader.h"

enum { ENTRY_NEW, ENTRY_FORWARD, ENTRY_STATS };

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static void create(struct frame_builder *in, uint32_t object, int64_t channels, double eps,
                   double momentum) {
  case_call_on(in, object, "");
  put_scalar_i64(in, VALUE_I32, channels);
  put_scalar_f64(in, VALUE_F32, eps);
  put_scalar_f64(in, VALUE_F32, momentum);
}

/* Each channel has its own mean and spread, so that mixed up channels show. */
static float *forward(struct frame_builder *in, struct draw *draw, uint32_t object,
                      struct case_shape shape, double mean, bool train) {
  case_call_on(in, object, "forward");
  float *x = put_f32(in, shape);
  int64_t plane = shape.dims[2] * shape.dims[3], count = shape.dims[0] * shape.dims[1] * plane;
  for (int64_t i = 0; i < count; i++) {
    int64_t channel = plane > 0 ? i / plane % shape.dims[1] : 0;
    x[i] = (float)(mean + (double)channel + (1 + 0.5 * (double)channel) * draw_normal(draw));
  }
  put_scalar_bool(in, train);
  return x;
}

static void stats(struct frame_builder *in, uint32_t object) { case_call_on(in, object, "stats"); }

/* Eight values a channel: there the biased and the unbiased variance differ by an eighth. */
static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  const struct case_shape small = SHAPE(2, 3, 2, 2);
  double momentum = draw_uniform(draw, 0.1, 0.3);
  int steps = is(test, "many_steps") ? 5 : is(test, "train_then_eval") ? 2 : 1;
  if (is(test, "scale")) {
    create(in, 0, 64, 1e-5, momentum);
    forward(in, draw, 0, SHAPE(32, 64, test->size, test->size), 0, true);
    stats(in, 0);
    return;
  }
  create(in, 0, 3, 1e-3, momentum);
  if (is(test, "two_instances")) create(in, 1, 3, 1e-2, 0.9);
  if (is(test, "eval_first")) forward(in, draw, 0, small, 0, false);
  stats(in, 0);
  for (int i = 0; i < steps; i++) {
    float *x = forward(in, draw, 0, is(test, "single_value") ? SHAPE(1, 3, 1, 1) : small,
                       is(test, "offset") ? 1000 : 2, true);
    if (is(test, "constant_channel"))
      for (int j = 0; j < 4; j++) x[4 + j] = x[16 + j] = 1.5f;
    if (is(test, "two_instances")) forward(in, draw, 1, small, -4, true);
  }
  stats(in, 0);
  forward(in, draw, 0, small, is(test, "offset") ? 1000 : 2, false);
  if (!is(test, "two_instances")) return;
  stats(in, 1);
  forward(in, draw, 1, small, -4, false);
  stats(in, 0);
}

struct model {
  int64_t channels;
  double eps, momentum, mean[64], var[64];
};

static void batch(const struct value *x, int64_t channel, double *mean, double *var) {
  int64_t n = x->shape[0], c = x->shape[1], plane = x->shape[2] * x->shape[3];
  *mean = *var = 0;
  for (int64_t i = 0; i < n * plane; i++)
    *mean += x->f32[(i / plane * c + channel) * plane + i % plane];
  *mean /= (double)(n * plane);
  for (int64_t i = 0; i < n * plane; i++) {
    double d = x->f32[(i / plane * c + channel) * plane + i % plane] - *mean;
    *var += d * d;
  }
  *var /= (double)(n * plane);
}

static void answer_forward(struct model *model, const struct frame *in, uint32_t call, bool loose,
                           struct frame_builder *answer) {
  const struct value *x = frame_value(in, call, 0);
  bool train = value_i64(frame_value(in, call, 1)) != 0;
  int64_t n = x->shape[0], c = x->shape[1], plane = x->shape[2] * x->shape[3];
  answer_call(answer);
  if (train && n * plane == 1) {
    answer_fail(answer, "ESHAPE");
    return;
  }
  double *out = put_f64(answer, SHAPE(n, c, x->shape[2], x->shape[3]));
  if (loose) answer_any(answer);
  for (int64_t channel = 0; channel < c; channel++) {
    double mean = model->mean[channel], var = model->var[channel];
    if (train) {
      batch(x, channel, &mean, &var);
      model->mean[channel] += model->momentum * (mean - model->mean[channel]);
      model->var[channel] += model->momentum * (var - model->var[channel]);
    }
    for (int64_t i = 0; i < n * plane; i++) {
      int64_t at = (i / plane * c + channel) * plane + i % plane;
      out[at] = (x->f32[at] - mean) / sqrt(var + model->eps);
    }
  }
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  static struct model models[2];
  for (uint32_t call = 0; call < in->call_count; call++) {
    struct model *model = &models[in->calls[call].object];
    if (in->calls[call].entry == ENTRY_FORWARD) {
      answer_forward(model, in, call, is(test, "offset"), answer);
      continue;
    }
    answer_call(answer);
    if (in->calls[call].entry == ENTRY_NEW) {
      *model = (struct model){.channels = value_i64(frame_value(in, call, 0)),
                              .eps = value_f64(frame_value(in, call, 1)),
                              .momentum = value_f64(frame_value(in, call, 2))};
      for (int i = 0; i < 64; i++) model->var[i] = 1;
      continue;
    }
    memcpy(put_f64(answer, SHAPE(model->channels)), model->mean,
           (size_t)model->channels * sizeof(double));
    memcpy(put_f64(answer, SHAPE(model->channels)), model->var,
           (size_t)model->channels * sizeof(double));
  }
}

/* At a mean of 1000 an honest two-pass float32 program is off by up to 1.5e-4: 2e-3 is allowed
 * there. */
static void check(const struct check_case *c, struct check *check) {
  if (!is(c->test, "offset")) return;
  for (uint32_t call = 0; call < c->input->call_count; call++) {
    if (c->input->calls[call].entry != ENTRY_FORWARD) continue;
    const struct value *got = frame_value(c->output, call, 0),
                       *want = frame_value(c->answer, call, 0);
    for (uint64_t i = 0; i < want->count; i++) {
      double error = fabs(value_at(got, i) - value_at(want, i));
      if (error <= 2e-3 + 1e-3 * fabs(value_at(want, i))) continue;
      check_wrong(check,
                  "call %u: an element is off by %.1g where the mean is 1000 and 2e-3 is allowed",
                  call, error);
      return;
    }
  }
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
