/* Lloyd's algorithm (Lloyd 1982) in double, with certified assignments: wherever the two nearest
 * centroids differ, their distances do, too. */
#include "grader.h"

struct run {
  const double *x;
  int64_t n, d, k, iters;
  double *c;
  int32_t *label, *before; /* labels of the returned and of the previous centroids */
  double inertia, margin;  /* relative, between the two nearest centroids */
  bool certain;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = 60, d = 3, k = 4, iters = 30;
  double offset = is(test, "offset") ? 1e8 : 0;
  if (is(test, "one_step")) iters = 1;
  if (is(test, "two_steps")) iters = 2;
  if (is(test, "no_iteration")) iters = 0;
  if (is(test, "no_points")) n = 0;
  if (is(test, "k_is_n")) n = k = 7, iters = 3;
  if (is(test, "k_is_one")) k = 1;
  if (is(test, "scale")) n = test->size, d = 16, k = 50, iters = 10;
  case_call(in, "");
  double *x = put_f64(in, SHAPE(n, d));
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < d; j++)
      x[i * d + j] =
          offset + draw_normal(draw) + (is(test, "converged") ? 4.0 * (double)(i % 4 == j) : 0);
  double *c = put_f64(in, SHAPE(k, d));
  for (int64_t i = 0; i < k * d; i++) c[i] = offset + draw_normal(draw);
  /* On a grid of 1/1024 all distances are exact: equal centroids tie in every way to compute them.
   */
  for (int64_t i = 0; is(test, "duplicate_centroids") && i < n * d; i++)
    x[i] = rint(1024 * x[i]) / 1024;
  for (int64_t i = 0; is(test, "duplicate_centroids") && i < k * d; i++)
    c[i] = rint(1024 * c[i]) / 1024;
  if (is(test, "k_is_n")) memcpy(c, x, (size_t)(n * d) * sizeof *c);
  if (is(test, "empty_cluster"))
    for (int64_t j = 0; j < d; j++) c[d + j] = 1000;
  if (is(test, "duplicate_centroids")) { /* and a point that is surely theirs */
    memcpy(c + 2 * d, c, (size_t)d * sizeof *c);
    memcpy(x, c, (size_t)d * sizeof *c);
  }
  put_scalar_i64(in, VALUE_I32, iters);
}

static double distance(const double *a, const double *b, int64_t d) {
  double sum = 0;
  for (int64_t j = 0; j < d; j++) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

static void assign(struct run *run, int32_t *label) {
  run->inertia = 0;
  for (int64_t i = 0; i < run->n; i++) {
    const double *x = run->x + i * run->d;
    double first = INFINITY, second = INFINITY;
    for (int64_t k = 0; k < run->k; k++) {
      double now = distance(x, run->c + k * run->d, run->d);
      bool same = first < INFINITY && memcmp(run->c + label[i] * run->d, run->c + k * run->d,
                                             (size_t)run->d * sizeof *run->c) == 0;
      if (same) continue; /* an exact tie of equal centroids: the lowest index */
      if (now < first) {
        second = first;
        first = now;
        label[i] = (int32_t)k;
      } else if (now < second) {
        second = now;
      }
    }
    if (second - first < run->margin * (1e-3 + first)) run->certain = false;
    run->inertia += first;
  }
}

static void update(struct run *run, const int32_t *label) {
  int64_t *count = calloc((size_t)run->k, sizeof *count);
  double *sum = calloc((size_t)(run->k * run->d), sizeof *sum);
  if (!count || !sum) abort();
  for (int64_t i = 0; i < run->n; i++) {
    count[label[i]]++;
    /* relative to the old centroid: no digits are lost to an offset */
    for (int64_t j = 0; j < run->d; j++)
      sum[label[i] * run->d + j] += run->x[i * run->d + j] - run->c[label[i] * run->d + j];
  }
  for (int64_t k = 0; k < run->k; k++)
    for (int64_t j = 0; j < run->d && count[k] > 0; j++)
      run->c[k * run->d + j] += sum[k * run->d + j] / (double)count[k];
  free(count);
  free(sum);
}

/* Of a million assignments some are always closer than 1e-6. Rounding moves a distance by 1e-14,
 * but by 1e-8 around 1e8. */
static struct run lloyd(const struct grader_test *test, const struct frame *in) {
  const struct value *x = frame_value(in, 0, 0), *c0 = frame_value(in, 0, 1);
  struct run run = {.x = x->f64,
                    .n = x->shape[0],
                    .d = x->shape[1],
                    .k = c0->shape[0],
                    .iters = value_i64(frame_value(in, 0, 2)),
                    .margin = is(test, "scale") ? 1e-9 : 1e-6,
                    .certain = true};
  run.c = malloc((size_t)(run.k * run.d) * sizeof *run.c);
  run.label = calloc((size_t)run.n + 1, sizeof *run.label);
  run.before = calloc((size_t)run.n + 1, sizeof *run.before);
  if (!run.c || !run.label || !run.before) abort();
  memcpy(run.c, c0->f64, (size_t)(run.k * run.d) * sizeof *run.c);
  assign(&run, run.label);
  for (int64_t i = 0; i < run.iters; i++) {
    memcpy(run.before, run.label, (size_t)run.n * sizeof *run.label);
    update(&run, run.before);
    assign(&run, run.label);
    if (memcmp(run.before, run.label, (size_t)run.n * sizeof *run.label) == 0) break;
  }
  return run;
}

static void release(struct run *run) {
  free(run->c);
  free(run->label);
  free(run->before);
}

/* Short runs must end while labels still move, or labels that are one step stale would be right. */
static bool certify(const struct grader_test *test, const struct frame *in) {
  struct run run = lloyd(test, in);
  bool moving = memcmp(run.before, run.label, (size_t)run.n * sizeof *run.label) != 0;
  bool good = run.certain && (moving || !(is(test, "one_step") || is(test, "two_steps")));
  release(&run);
  return good;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  struct run run = lloyd(test, in);
  answer_call(answer);
  memcpy(put_f64(answer, SHAPE(run.k, run.d)), run.c, (size_t)(run.k * run.d) * sizeof *run.c);
  memcpy(put_i32(answer, SHAPE(run.n)), run.label, (size_t)run.n * sizeof *run.label);
  put_scalar_f64(answer, VALUE_F64, run.inertia);
  release(&run);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .certify = certify, .reference = reference};
