/* Checked as a property of the returned list: the values in reverse order, an end, and, for the
 * group `identity`, the very nodes of the input. The walk was bounded by the host. */
#include "grader.h"

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static int64_t draw_length(const struct grader_test *test, struct draw *draw) {
  if (is(test, "empty")) return 0;
  if (is(test, "one_node")) return 1;
  if (is(test, "two_nodes")) return 2;
  if (is(test, "scale")) return test->size;
  if (is(test, "short")) return 3 + (int64_t)draw_below(draw, 4);
  return 20 + (int64_t)draw_below(draw, 180);
}

static int64_t draw_value(const struct grader_test *test, struct draw *draw, int64_t index) {
  static const int64_t extremes[] = {INT64_MIN,     INT64_MAX, 0,        -1,
                                     INT64_MIN + 1, INT32_MAX, 1LL << 32};
  if (is(test, "equal_values")) return 7;
  if (is(test, "extremes") && index < 7) return extremes[index];
  if (is(test, "extremes")) return (int64_t)draw_u64(draw);
  /* Neighbours in steps of at least 1, so that no two places can be mistaken for each other. */
  return 10 * index + (int64_t)draw_below(draw, 10) - 50;
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = draw_length(test, draw);
  case_call(in, "");
  int64_t *values = put_nodes(in, 1, (uint64_t)n);
  for (int64_t i = 0; i < n; i++) values[i] = draw_value(test, draw, i);
  if (!is(test, "extremes")) draw_shuffle_i64(draw, values, (size_t)n);
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *list = frame_value(in, 0, 0);
  answer_call(answer);
  int64_t *values = put_nodes(answer, 1, list->count);
  for (uint64_t i = 0; i < list->count; i++) values[i] = list->i64[list->count - 1 - i];
}

static bool check_nodes_reused(const struct value *got, uint64_t count, struct check *check) {
  bool *seen = calloc(count + 1, sizeof(bool));
  if (seen == NULL) abort();
  uint64_t reused = 0;
  for (uint64_t i = 0; i < got->count; i++) {
    int64_t identity = got->i64[2 * i];
    if (identity < 0 || (uint64_t)identity >= count || seen[identity]) continue;
    seen[identity] = true;
    reused++;
  }
  free(seen);
  if (reused == count) return true;
  check_wrong(check, "only %llu of the %llu nodes of the input are in the result",
              (unsigned long long)reused, (unsigned long long)count);
  return false;
}

static void check(const struct check_case *c, struct check *check) {
  const struct value *got = frame_value(c->output, 0, 0), *expected = frame_value(c->answer, 0, 0);
  if (got->flags & VALUE_FLAG_CYCLE) {
    check_wrong(check, "the result does not end: after %llu nodes there is still a next one",
                (unsigned long long)got->count);
    return;
  }
  if (got->count != expected->count) {
    check_wrong(check, "the result has %llu nodes, the input %llu", (unsigned long long)got->count,
                (unsigned long long)expected->count);
    return;
  }
  for (uint64_t i = 0; i < got->count; i++)
    if (got->i64[2 * i + 1] != expected->i64[i]) {
      check_wrong(check, "node %llu of the result has not the value of node %llu of the input",
                  (unsigned long long)i, (unsigned long long)(got->count - 1 - i));
      return;
    }
  if (strcmp(c->test->group, "identity") == 0) check_nodes_reused(got, expected->count, check);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
