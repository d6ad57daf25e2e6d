/* K-nearest neighbours (Cover and Hart 1967) on certified data: where the k-th and the next
 * neighbour are not an exact tie on a grid, their distances differ clearly. */
#include "grader.h"

struct neighbour {
  double distance;
  int64_t index;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static bool on_grid(const struct grader_test *test) {
  return is(test, "grid_ties") || is(test, "vote_ties") || is(test, "duplicates");
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = 50, m = 20, d = 3, k = 5, classes = 3;
  double offset = is(test, "offset") ? 1e8 : 0;
  if (is(test, "one_neighbour")) k = 1;
  if (is(test, "as_many_queries_as_points")) m = n;
  if (is(test, "no_query")) m = 0;
  if (is(test, "k_at_least_n")) n = 9, k = 9 + (int64_t)draw_below(draw, 3);
  if (is(test, "vote_ties")) n = 60, m = 40, k = 4, classes = 4;
  if (is(test, "scale")) n = test->size, m = test->size / 10, d = 32, k = 7, classes = 5;
  case_call(in, "");
  double *xtr = put_f64(in, SHAPE(n, d));
  for (int64_t i = 0; i < n * d; i++)
    xtr[i] = on_grid(test) ? (double)draw_between(draw, 0, 3) : offset + draw_normal(draw);
  if (is(test, "duplicates")) memcpy(xtr + n / 2 * d, xtr, (size_t)(n / 2 * d) * sizeof *xtr);
  int32_t *ytr = put_i32(in, SHAPE(n));
  /* Larger labels first, so that votes counted in order of appearance break ties the wrong way. */
  for (int64_t i = 0; i < n; i++)
    ytr[i] =
        (int32_t)(classes - 1 - (i * classes / n + (int64_t)draw_below(draw, 2)) % classes) - 1;
  double *xte = put_f64(in, SHAPE(m, d));
  for (int64_t i = 0; i < m * d; i++)
    xte[i] = on_grid(test) ? (double)draw_between(draw, 0, 3) : offset + draw_normal(draw);
  put_scalar_i64(in, VALUE_I32, k);
}

/* How ties are broken; the rule of the question is all false. */
struct rule {
  bool higher_index;  /* of equally far rows the later one is nearer */
  bool nearest_label; /* of equally frequent labels that of the nearest row wins */
};

static bool nearer(const struct neighbour *a, const struct neighbour *b, const struct rule *rule) {
  if (a->distance != b->distance) return a->distance < b->distance;
  return (a->index < b->index) != rule->higher_index;
}

/* The k nearest in `best` (a sorted list); returns the distance of the nearest one that is left
 * out. */
static double search(const double *x, const struct value *xtr, int64_t k, const struct rule *rule,
                     struct neighbour *best) {
  int64_t n = xtr->shape[0], d = xtr->shape[1], held = 0;
  double next = INFINITY;
  for (int64_t i = 0; i < n; i++) {
    struct neighbour now = {.index = i};
    for (int64_t j = 0; j < d; j++) {
      double difference = x[j] - xtr->f64[i * d + j];
      now.distance += difference * difference;
    }
    if (held == k && !nearer(&now, &best[k - 1], rule)) {
      next = fmin(next, now.distance);
      continue;
    }
    if (held == k) next = fmin(next, best[k - 1].distance);
    int64_t at = held < k ? held++ : k - 1;
    for (; at > 0 && nearer(&now, &best[at - 1], rule); at--) best[at] = best[at - 1];
    best[at] = now;
  }
  return next;
}

static int32_t vote(const struct neighbour *best, int64_t k, const struct rule *rule,
                    const int32_t *labels) {
  int64_t most = 0;
  int32_t winner = 0;
  for (int64_t i = 0; i < k; i++) {
    int32_t label = labels[best[i].index];
    int64_t count = 0;
    for (int64_t j = 0; j < k; j++) count += labels[best[j].index] == label;
    if (count < most || (count == most && (rule->nearest_label || label >= winner))) continue;
    most = count;
    winner = label;
  }
  return winner;
}

/* All queries; false if a cut between two neighbours is neither clear nor an exact tie on a grid.
 */
static bool classify(const struct grader_test *test, const struct frame *in,
                     const struct rule *rule, int32_t *labels) {
  const struct value *xtr = frame_value(in, 0, 0), *ytr = frame_value(in, 0, 1),
                     *xte = frame_value(in, 0, 2);
  int64_t k = value_i64(frame_value(in, 0, 3)), d = xtr->shape[1];
  if (k > xtr->shape[0]) k = xtr->shape[0];
  struct neighbour *best = calloc((size_t)k, sizeof *best);
  if (!best) abort();
  bool certain = true;
  for (int64_t q = 0; q < xte->shape[0]; q++) {
    double next = search(xte->f64 + q * d, xtr, k, rule, best);
    if (!on_grid(test) && next - best[k - 1].distance < 1e-9 * (1 + next)) certain = false;
    labels[q] = vote(best, k, rule, ytr->i32);
  }
  free(best);
  return certain;
}

/* Ties must show: whoever breaks them in the other way must get another answer. */
static bool certify(const struct grader_test *test, const struct frame *in) {
  size_t m = (size_t)frame_value(in, 0, 2)->shape[0];
  const struct rule right = {0}, other = {.higher_index = is(test, "grid_ties"),
                                          .nearest_label = is(test, "vote_ties")};
  int32_t *labels = calloc(m + 1, sizeof *labels), *others = calloc(m + 1, sizeof *others);
  if (!labels || !others) abort();
  bool certain = classify(test, in, &right, labels);
  if (certain && (other.higher_index || other.nearest_label)) {
    classify(test, in, &other, others);
    certain = memcmp(labels, others, m * sizeof *labels) != 0;
  }
  free(labels);
  free(others);
  return certain;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  const struct rule right = {0};
  answer_call(answer);
  classify(test, in, &right, put_i32(answer, SHAPE(frame_value(in, 0, 2)->shape[0])));
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .certify = certify, .reference = reference};
