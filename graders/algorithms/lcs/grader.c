/* The length by the bit-parallel algorithm of Hyyro (Bit-parallel LCS-length computation revisited,
 * 2004); the witness, where it counts, as a property: a subsequence of both texts, of that length.
 */
#include "grader.h"

struct text {
  char *data;
  int64_t length;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static struct text text_new(int64_t capacity) {
  struct text text = {.data = calloc((size_t)capacity + 1, 1)};
  if (text.data == NULL) abort();
  return text;
}

/* Appends `count` characters, each one of first .. first + kinds - 1. */
static void add(struct text *text, struct draw *draw, char first, int64_t kinds, int64_t count) {
  while (count-- > 0)
    text->data[text->length++] = (char)(first + (int)draw_below(draw, (uint64_t)kinds));
}

static void append(struct text *text, const struct text *more) {
  memcpy(text->data + text->length, more->data, (size_t)more->length);
  text->length += more->length;
}

static int64_t draw_length(const struct grader_test *test, struct draw *draw) {
  return test->size > 0 ? test->size : 6 + (int64_t)draw_below(draw, 4);
}

/* Common letters, each between characters that the other text has not: the longest common substring
 * is a single letter. */
static void draw_scattered(struct draw *draw, struct text *a, struct text *b) {
  for (int i = 0; i < 5; i++) {
    add(a, draw, '0', 10, 1);
    add(a, draw, (char)('a' + 5 * i), 5, 1);
    b->data[b->length++] = a->data[a->length - 1];
    add(b, draw, '!', 10, 1);
  }
}

/* zw and wz with no letter in z and w: a greedy walk through one of them takes the short z first.
 * The third case holds both kinds, so that neither direction is right. */
static void draw_rotated(const struct grader_test *test, struct draw *draw, struct text *a,
                         struct text *b) {
  for (uint32_t kind = 0; kind < 2; kind++) {
    if (test->repeat < 2 && test->repeat != kind) continue;
    struct text w = text_new(3), z = text_new(2);
    add(&w, draw, kind == 0 ? 'a' : 'g', 6, 3);
    add(&z, draw, kind == 0 ? 'n' : 't', 6, 2);
    append(a, kind == 0 ? &z : &w);
    append(a, kind == 0 ? &w : &z);
    append(b, kind == 0 ? &w : &z);
    append(b, kind == 0 ? &z : &w);
    free(w.data);
    free(z.data);
  }
}

/* No letter in common but one in the middle: plain recursion takes about (60 over 30) calls. */
static void draw_nearly_disjoint(const struct grader_test *test, struct draw *draw, struct text *a,
                                 struct text *b) {
  add(a, draw, 'a', 10, test->size);
  add(b, draw, 'n', 10, test->size);
  a->data[test->size / 3 + (int64_t)draw_below(draw, 10)] = 'Z';
  b->data[test->size / 3 + (int64_t)draw_below(draw, 10)] = 'Z';
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  int64_t n = draw_length(test, draw), m = test->size > 0 ? n : draw_length(test, draw);
  struct text a = text_new(n + 20), b = text_new(m + 20);
  if (is(test, "random") || is(test, "scale") || is(test, "long")) {
    add(&a, draw, 'a', 4, n);
    add(&b, draw, 'a', 4, m);
  }
  if (is(test, "one_empty")) add(test->repeat == 0 ? &a : &b, draw, 'a', 4, n);
  if (is(test, "identical")) add(&a, draw, 'a', 26, n), append(&b, &a);
  if (is(test, "disjoint")) add(&a, draw, 'a', 10, n), add(&b, draw, 'k', 10, m);
  if (is(test, "one_repeated_letter")) add(&a, draw, 'x', 1, n), add(&b, draw, 'x', 1, n + 3);
  if (is(test, "one_character")) { /* it is the last of the other text, or not in it */
    add(&a, draw, 'a', 4, 1);
    add(&b, draw, 'k', 4, m);
    if (test->repeat == 0) append(&b, &a);
  }
  if (is(test, "scattered")) draw_scattered(draw, &a, &b);
  if (is(test, "rotated")) draw_rotated(test, draw, &a, &b);
  if (is(test, "nearly_disjoint")) draw_nearly_disjoint(test, draw, &a, &b);
  case_call(in, "");
  bool swapped = is(test, "scattered") && test->repeat == 1;
  put_str(in, swapped ? b.data : a.data, (size_t)(swapped ? b.length : a.length));
  put_str(in, swapped ? a.data : b.data, (size_t)(swapped ? a.length : b.length));
  free(a.data);
  free(b.data);
}

/* One bit a character of `a`, a word holds 64. A zero in `row` is a step of the length. */
static int64_t lcs_length(const struct value *a, const struct value *b) {
  size_t words = (size_t)a->count / 64 + 1;
  uint64_t *matches = calloc(256 * words, sizeof(uint64_t)), *row = malloc(words * sizeof(*row));
  if (matches == NULL || row == NULL) abort();
  for (uint64_t i = 0; i < a->count; i++) matches[a->u8[i] * words + i / 64] |= 1ULL << i % 64;
  memset(row, 0xFF, words * sizeof(*row));
  for (uint64_t j = 0; j < b->count; j++) {
    const uint64_t *match = matches + b->u8[j] * words;
    uint64_t carry = 0;
    for (size_t w = 0; w < words; w++) { /* row = (row + (row & match)) | (row & ~match) */
      uint64_t old = row[w], sum = old + (old & match[w]), with = sum + carry;
      carry = (sum < old) | (with < sum);
      row[w] = with | (old & ~match[w]);
    }
  }
  int64_t length = 0;
  for (uint64_t i = 0; i < a->count; i++) length += (row[i / 64] >> i % 64 & 1) == 0;
  free(matches);
  free(row);
  return length;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  answer_call(answer);
  put_scalar_i64(answer, VALUE_I64, lcs_length(frame_value(in, 0, 0), frame_value(in, 0, 1)));
  put_str(answer, NULL, 0);
  answer_any(answer);
}

static bool is_subsequence(const struct value *part, const struct value *whole) {
  uint64_t found = 0;
  for (uint64_t i = 0; i < whole->count && found < part->count; i++)
    found += whole->u8[i] == part->u8[found];
  return found == part->count;
}

static void check(const struct check_case *c, struct check *check) {
  if (strcmp(c->test->group, "witness") != 0) return;
  const struct value *witness = frame_value(c->output, 0, 1);
  int64_t length = value_i64(frame_value(c->answer, 0, 0));
  if (!is_subsequence(witness, frame_value(c->input, 0, 0)))
    check_wrong(check, "the witness is no subsequence of a");
  else if (!is_subsequence(witness, frame_value(c->input, 0, 1)))
    check_wrong(check, "the witness is no subsequence of b");
  else if ((int64_t)witness->count != length)
    check_wrong(check, "the witness has %llu characters, not as many as the right length says",
                (unsigned long long)witness->count);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference, .check = check};
