/* Full-batch gradient descent on the mean logistic loss (Bishop, Pattern Recognition and Machine
 * Learning, 4.3.2), with the loss in its overflow-free form. */
#include "grader.h"

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = 40, d = 5, epochs = 1;
  double scale = 1, lr = draw_uniform(draw, 0.3, 0.7);
  if (is(test, "five_epochs")) epochs = 5;
  if (is(test, "fifty_epochs")) epochs = 50;
  if (is(test, "no_epoch")) epochs = 0;
  if (is(test, "one_row")) n = 1, epochs = 10;
  if (is(test, "one_class")) epochs = 20;
  if (is(test, "margins_1000")) epochs = 3, scale = 50; /* more would amplify rounding */
  if (is(test, "scale")) n = test->size, d = 50, epochs = 500;
  case_call(in, "");
  double *x = put_f64(in, SHAPE(n, d));
  for (int64_t i = 0; i < n * d; i++) x[i] = scale * (draw_normal(draw) + 0.5);
  double *y = put_f64(in, SHAPE(n));
  for (int64_t i = 0; i < n; i++) {
    /* Separable by the first feature; the offset of 0.5 makes the order of the two updates show. */
    y[i] = is(test, "one_class") ? 1 : x[i * d] + 0.2 * scale * draw_normal(draw) > 0.4 * scale;
    if (is(test, "margins_1000")) y[i] = x[i * d] > 0.5 * scale;
  }
  put_scalar_f64(in, VALUE_F64, is(test, "margins_1000") ? 1.0 : lr);
  put_scalar_i64(in, VALUE_I32, epochs);
}

struct model {
  const double *x, *y;
  int64_t n, d;
  double *w, *gradient, b;
};

/* The largest |z| and the largest loss of a single row that were seen. */
struct extremes {
  double margin, loss;
};

/* One epoch; returns the loss before it. */
static double epoch(struct model *m, double lr, struct extremes *extremes) {
  double loss = 0, gradient_b = 0;
  memset(m->gradient, 0, (size_t)m->d * sizeof *m->gradient);
  for (int64_t i = 0; i < m->n; i++) {
    double z = m->b;
    for (int64_t j = 0; j < m->d; j++) z += m->x[i * m->d + j] * m->w[j];
    double row_loss = fmax(z, 0) - z * m->y[i] + log1p(exp(-fabs(z)));
    loss += row_loss;
    double p = z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
    for (int64_t j = 0; j < m->d; j++) m->gradient[j] += (p - m->y[i]) * m->x[i * m->d + j];
    gradient_b += p - m->y[i];
    extremes->margin = fmax(extremes->margin, fabs(z));
    extremes->loss = fmax(extremes->loss, row_loss);
  }
  for (int64_t j = 0; j < m->d; j++) m->w[j] -= lr * m->gradient[j] / (double)m->n;
  m->b -= lr * gradient_b / (double)m->n;
  return loss / (double)m->n;
}

/* `losses` may be NULL. The caller frees m->w. */
static struct extremes descend(const struct frame *in, struct model *m, double *losses) {
  const struct value *x = frame_value(in, 0, 0);
  double lr = value_f64(frame_value(in, 0, 2));
  struct extremes extremes = {0};
  int64_t epochs = value_i64(frame_value(in, 0, 3));
  *m = (struct model){
      .x = x->f64, .y = frame_value(in, 0, 1)->f64, .n = x->shape[0], .d = x->shape[1]};
  m->w = calloc((size_t)m->d, sizeof *m->w);
  m->gradient = calloc((size_t)m->d, sizeof *m->gradient);
  if (!m->w || !m->gradient) abort();
  for (int64_t i = 0; i < epochs; i++) {
    double loss = epoch(m, lr, &extremes);
    if (losses) losses[i] = loss;
  }
  free(m->gradient);
  return extremes;
}

/* The extreme case must really reach margins where exp overflows, and be so wrong about a row that
 * a loss of clipped probabilities, at most 35, shows in the mean. */
static bool certify(const struct grader_test *test, const struct frame *in) {
  if (!is(test, "margins_1000")) return true;
  struct model m;
  struct extremes extremes = descend(in, &m, NULL);
  free(m.w);
  return extremes.margin > 1000 && extremes.loss > 100;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  int64_t d = frame_value(in, 0, 0)->shape[1], epochs = value_i64(frame_value(in, 0, 3));
  struct model m;
  answer_call(answer);
  double *losses = calloc((size_t)epochs + 1, sizeof *losses);
  if (!losses) abort();
  descend(in, &m, losses);
  memcpy(put_f64(answer, SHAPE(d)), m.w, (size_t)d * sizeof *m.w);
  put_scalar_f64(answer, VALUE_F64, m.b);
  memcpy(put_f64(answer, SHAPE(epochs)), losses, (size_t)epochs * sizeof *losses);
  free(losses);
  free(m.w);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .certify = certify, .reference = reference};
