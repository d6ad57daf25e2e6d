/* Checked against the stable merge: everywhere the keys, and the tags up to the order among equal
 * keys; in the group `stability` the tags in order and the nodes themselves. Tags are a random
 * permutation, so that they tell every node apart and sorting by them is no stable merge. */
#include "grader.h"

struct pair {
  int64_t key, tag;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static int64_t draw_length(const struct grader_test *test, struct draw *draw, bool second) {
  if (is(test, "both_empty") || is(test, second ? "b_empty" : "a_empty")) return 0;
  if (is(test, "scale")) return test->size;
  if (is(test, "short")) return 2 + (int64_t)draw_below(draw, 3);
  if (is(test, "extremes")) return 6;
  if (is(test, "interleaved")) return 60;
  return 30 + (int64_t)draw_below(draw, 100);
}

/* Keys in ascending order. */
static void draw_keys(const struct grader_test *test, struct draw *draw, struct pair *pairs,
                      int64_t count, bool second) {
  /* The last two of each: equal if compared as doubles, in the wrong order if by difference. */
  static const int64_t extremes[2][6] = {
      {INT64_MIN, INT64_MIN, -1, 0, 1LL << 32, INT64_MAX},
      {INT64_MIN, INT64_MIN + 1, 1, 1LL << 33, INT64_MAX - 1, INT64_MAX - 1}};
  int64_t key = (int64_t)draw_below(draw, 5) - 20;
  bool late = is(test, second ? "a_before_b" : "b_before_a");
  if (late) key += 1000;
  for (int64_t i = 0; i < count; i++) {
    key += (int64_t)draw_below(draw, 3);
    pairs[i].key = key;
    if (is(test, "all_equal")) pairs[i].key = 5;
    if (is(test, "interleaved")) pairs[i].key = i / 3 * 2; /* ties in threes, then each in turn */
    if (is(test, "interleaved") && i >= 30) pairs[i].key = 2 * i + second;
    if (is(test, "extremes")) pairs[i].key = extremes[second][i];
  }
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = draw_length(test, draw, false), m = draw_length(test, draw, true);
  int64_t *tags = calloc((size_t)(n + m) + 1, sizeof(int64_t));
  if (tags == NULL) abort();
  for (int64_t i = 0; i < n + m; i++) tags[i] = i;
  draw_shuffle_i64(draw, tags, (size_t)(n + m));
  case_call(in, "");
  for (int second = 0; second < 2; second++) {
    int64_t count = second ? m : n;
    struct pair *pairs = (struct pair *)put_nodes(in, 2, (uint64_t)count);
    draw_keys(test, draw, pairs, count, second);
    for (int64_t i = 0; i < count; i++) pairs[i].tag = tags[second ? n + i : i];
  }
  free(tags);
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *first = frame_value(in, 0, 0), *second = frame_value(in, 0, 1);
  const struct pair *a = (const struct pair *)first->data, *b = (const struct pair *)second->data;
  const struct pair *a_end = a + first->count, *b_end = b + second->count;
  answer_call(answer);
  struct pair *to = (struct pair *)put_nodes(answer, 2, first->count + second->count);
  while (a < a_end || b < b_end)
    *to++ = b == b_end || (a < a_end && a->key <= b->key) ? *a++ : *b++;
}

/* A node of an output: its identity, then the fields. */
struct row {
  int64_t identity, key, tag;
};

static bool check_chain(const struct value *got, const struct value *expected,
                        struct check *check) {
  if (got->flags & VALUE_FLAG_CYCLE)
    check_wrong(check, "the result does not end: after %llu nodes there is still a next one",
                (unsigned long long)got->count);
  else if (got->count != expected->count)
    check_wrong(check, "the result has %llu nodes, the two lists together %llu",
                (unsigned long long)got->count, (unsigned long long)expected->count);
  else
    return true;
  return false;
}

/* Every key in its place, and every tag with its key: place[tag] is where the stable merge has it.
 */
static bool check_keys(const struct row *got, const struct pair *expected, const int64_t *place,
                       int64_t count, bool *seen, struct check *check) {
  for (int64_t i = 0; i < count; i++) {
    if (i > 0 && got[i].key < got[i - 1].key)
      check_wrong(check, "the keys are not sorted: node %lld is smaller than the one before it",
                  (long long)i);
    else if (got[i].key != expected[i].key)
      check_wrong(check, "node %lld has a wrong key: one is missing, changed or there twice",
                  (long long)i);
    else if (got[i].tag < 0 || got[i].tag >= count || seen[got[i].tag] ||
             expected[place[got[i].tag]].key != got[i].key)
      check_wrong(check, "the tag of node %lld does not belong to its key", (long long)i);
    else {
      seen[got[i].tag] = true;
      continue;
    }
    return false;
  }
  return true;
}

static void check_stability(const struct row *got, const struct pair *expected, int64_t count,
                            bool *seen, struct check *check) {
  for (int64_t i = 0; i < count; i++) {
    int64_t identity = got[i].identity;
    if (got[i].tag != expected[i].tag) {
      check_wrong(check, "equal keys: node %lld does not keep the order of the input, a before b",
                  (long long)i);
      return;
    }
    if (identity < 0 || identity >= count || seen[identity]) {
      check_wrong(check, "node %lld is no node of the input, or there twice", (long long)i);
      return;
    }
    seen[identity] = true;
  }
}

static void check(const struct check_case *c, struct check *check) {
  const struct value *got = frame_value(c->output, 0, 0), *expected = frame_value(c->answer, 0, 0);
  if (!check_chain(got, expected, check)) return;
  int64_t count = (int64_t)expected->count;
  const struct row *rows = (const struct row *)got->data;
  const struct pair *pairs = (const struct pair *)expected->data;
  int64_t *place = calloc((size_t)count + 1, sizeof(int64_t));
  bool *seen = calloc((size_t)count + 1, sizeof(bool));
  if (place == NULL || seen == NULL) abort();
  for (int64_t i = 0; i < count; i++) place[pairs[i].tag] = i;
  bool right = check_keys(rows, pairs, place, count, seen, check);
  memset(seen, 0, (size_t)count * sizeof(bool));
  if (right && strcmp(c->test->group, "stability") == 0)
    check_stability(rows, pairs, count, seen, check);
  free(place);
  free(seen);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
