/* Any order and any choice among ties are right: the values must be different, occur in the input,
 * and have the frequencies of the k most frequent. Frequencies come from a sorted copy. */
#include "grader.h"

struct run {
  int64_t value, times;
};

struct counts {
  struct run *runs; /* by value */
  int64_t length;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static int by_value(const void *a, const void *b) {
  const struct run *x = a, *y = b;
  return (x->value > y->value) - (x->value < y->value);
}

static int by_times(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x < y) - (x > y);
}

static struct counts count(const int64_t *items, int64_t length) {
  struct counts c = {.runs = calloc((size_t)length + 1, sizeof(struct run))};
  if (c.runs == NULL) abort();
  for (int64_t i = 0; i < length; i++) c.runs[i] = (struct run){.value = items[i], .times = 1};
  qsort(c.runs, (size_t)length, sizeof(struct run), by_value);
  for (int64_t i = 0; i < length; i++)
    if (c.length > 0 && c.runs[c.length - 1].value == c.runs[i].value)
      c.runs[c.length - 1].times++;
    else
      c.runs[c.length++] = (struct run){.value = c.runs[i].value, .times = 1};
  return c;
}

/* What a test is made of: value i occurs times[i] times. */
struct plan {
  int64_t distinct, k, first, step;
  int64_t times[256];
};

static struct plan plan_case(const struct grader_test *test, struct draw *draw) {
  struct plan plan = {.distinct = 12 + (int64_t)draw_below(draw, 20), .first = 1, .step = 1};
  plan.k = 3 + (int64_t)draw_below(draw, 6);
  if (is(test, "short")) plan.distinct = 5, plan.k = 2;
  if (is(test, "negative")) plan.first = -1000, plan.step = -7;
  if (is(test, "all_equal")) plan.distinct = plan.k = 1;
  if (is(test, "all_distinct")) plan.distinct = 200;
  if (is(test, "empty")) plan.distinct = 0;
  if (is(test, "k_zero")) plan.k = 0;
  if (is(test, "k_is_all")) plan.k = plan.distinct;
  if (is(test, "k_too_large")) plan.k = test->repeat == 0 ? plan.distinct + 1 : INT32_MAX;
  for (int64_t i = 0; i < plan.distinct; i++) /* all frequencies differ */
    plan.times[i] = 1 + 2 * i + (int64_t)draw_below(draw, 2);
  if (is(test, "short") || is(test, "distinct_frequencies")) /* else they grow with the value */
    draw_shuffle_i64(draw, plan.times, (size_t)plan.distinct);
  if (is(test, "all_equal")) plan.times[0] = 50;
  for (int64_t i = 0; i < plan.distinct && is(test, "all_distinct"); i++) plan.times[i] = 1;
  /* Some surely in, the cut inside a run of ties, some surely out. */
  for (int64_t i = 0; i < plan.distinct && is(test, "tie_at_the_cut"); i++)
    plan.times[i] = i < 2 ? 9 : i < 8 ? 4 : 1;
  if (is(test, "tie_at_the_cut")) plan.k = 5;
  return plan;
}

/* Multiples of 2^40 besides: whoever takes a value for an index leaves every memory. */
static int64_t value_of(const struct grader_test *test, const struct plan *plan, int64_t i) {
  static const int64_t extremes[] = {INT64_MAX, INT64_MIN,      -1, INT64_MIN + 1, INT64_MAX - 1,
                                     0,         INT32_MAX + 1LL};
  if (!is(test, "extremes")) return plan->first + i * plan->step;
  int64_t from_top = plan->distinct - 1 - i; /* the most frequent come last */
  return from_top < 7 ? extremes[from_top] : (from_top % 2 ? 1 : -1) * (from_top << 40);
}

static void generate_scale(const struct grader_test *test, struct draw *draw,
                           struct frame_builder *in) {
  int64_t n = test->size, distinct = n / 5;
  int64_t *xs = put_i64(in, SHAPE(n));
  uint64_t odd = draw_u64(draw) | 1; /* a bijection of 64-bit words: values all over the range */
  for (int64_t i = 0; i < n; i++) {
    uint64_t id = i < distinct ? (uint64_t)i : draw_below(draw, (uint64_t)distinct);
    xs[i] = (int64_t)((id + 1) * odd);
  }
  draw_shuffle_i64(draw, xs, (size_t)n);
  put_scalar_i64(in, VALUE_I32, distinct / 2);
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  case_call(in, "");
  if (is(test, "scale")) {
    generate_scale(test, draw, in);
    return;
  }
  struct plan plan = plan_case(test, draw);
  int64_t n = 0, at = 0;
  for (int64_t i = 0; i < plan.distinct; i++) n += plan.times[i];
  int64_t *xs = put_i64(in, SHAPE(n));
  for (int64_t i = 0; i < plan.distinct; i++)
    for (int64_t j = 0; j < plan.times[i]; j++) xs[at++] = value_of(test, &plan, i);
  draw_shuffle_i64(draw, xs, (size_t)n);
  put_scalar_i64(in, VALUE_I32, plan.k);
}

/* The answer is the true multiset of frequencies, most frequent first. */
static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *xs = frame_value(in, 0, 0);
  int64_t k = value_i64(frame_value(in, 0, 1));
  struct counts c = count(xs->i64, (int64_t)xs->count);
  int64_t *times = calloc((size_t)c.length + 1, sizeof(int64_t));
  if (times == NULL) abort();
  for (int64_t i = 0; i < c.length; i++) times[i] = c.runs[i].times;
  qsort(times, (size_t)c.length, sizeof(int64_t), by_times);
  int64_t length = k < c.length ? k : c.length;
  answer_call(answer);
  int64_t *out = put_i64(answer, SHAPE(length));
  if (length > 0) memcpy(out, times, (size_t)length * sizeof(int64_t));
  answer_any(answer);
  free(times);
  free(c.runs);
}

/* The frequency in the input of every value returned; false if one is not in it or there twice. */
static bool look_up(const struct value *got, const struct counts *c, int64_t *times,
                    struct check *check) {
  bool *seen = calloc((size_t)c->length + 1, sizeof(bool));
  if (seen == NULL) abort();
  bool good = true;
  for (uint64_t i = 0; i < got->count && good; i++) {
    struct run key = {.value = got->i64[i]};
    struct run *run = bsearch(&key, c->runs, (size_t)c->length, sizeof(struct run), by_value);
    if (run == NULL)
      check_wrong(check, "element %llu of the result does not occur in xs", (unsigned long long)i);
    else if (seen[run - c->runs])
      check_bad_output(check, "element %llu of the result is there twice", (unsigned long long)i);
    good = run != NULL && !seen[run - c->runs];
    if (good) seen[run - c->runs] = true, times[i] = run->times;
  }
  free(seen);
  return good;
}

static void check_times(int64_t *times, const struct value *expected, struct check *check) {
  qsort(times, (size_t)expected->count, sizeof(int64_t), by_times);
  for (uint64_t i = 0; i < expected->count; i++)
    if (times[i] != expected->i64[i]) {
      check_wrong(check, "a value that occurs more often is missing in the result");
      check_staff(check, "frequency %llu from the top: %lld, expected %lld", (unsigned long long)i,
                  (long long)times[i], (long long)expected->i64[i]);
      return;
    }
}

static void check(const struct check_case *c, struct check *check) {
  const struct value *xs = frame_value(c->input, 0, 0), *got = frame_value(c->output, 0, 0),
                     *expected = frame_value(c->answer, 0, 0);
  if (got->count != expected->count) {
    check_bad_output(check, "the result has %llu elements, min(k, D) is %llu",
                     (unsigned long long)got->count, (unsigned long long)expected->count);
    return;
  }
  struct counts counts = count(xs->i64, (int64_t)xs->count);
  int64_t *times = calloc((size_t)got->count + 1, sizeof(int64_t));
  if (times == NULL) abort();
  if (look_up(got, &counts, times, check)) check_times(times, expected, check);
  free(times);
  free(counts.runs);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
