/* The first code point that occurs once: a count for every code point, then a second walk. */
#include "grader.h"

#define CODE_POINTS 0x110000
#define DISTINCT 50000

struct text {
  uint32_t *points;
  int64_t length;
};

static bool is(const struct grader_test *test, const char *tag) {
  return strcmp(test->tag, tag) == 0;
}

static struct text text_new(int64_t capacity) {
  struct text text = {.points = calloc((size_t)capacity + 1, sizeof(uint32_t))};
  if (text.points == NULL) abort();
  return text;
}

static void add(struct text *text, uint32_t point, int64_t times) {
  while (times-- > 0) text->points[text->length++] = point;
}

static void shuffle(struct draw *draw, struct text *text, int64_t first, int64_t count) {
  for (int64_t i = count - 1; i > 0; i--) {
    int64_t j = (int64_t)draw_below(draw, (uint64_t)i + 1);
    uint32_t held = text->points[first + i];
    text->points[first + i] = text->points[first + j];
    text->points[first + j] = held;
  }
}

/* The i-th of 50,000 different code points outside ASCII: 3 bytes long, then 4 bytes long. */
static uint32_t distinct(int64_t i) {
  return (uint32_t)(i < 40000 ? 0x3400 + i : 0x20000 + i - 40000);
}

static int encode(uint32_t point, char *to) {
  if (point < 0x80) {
    to[0] = (char)point;
    return 1;
  }
  int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static const int lead[] = {0, 0xC0, 0xE0, 0xF0};
  to[0] = (char)(lead[more] | (int)(point >> 6 * more));
  for (int i = 1; i <= more; i++) to[i] = (char)(0x80 | (int)(point >> 6 * (more - i) & 0x3F));
  return more + 1;
}

static void put_text(struct frame_builder *input, const struct text *text) {
  size_t bytes = 0, at = 0;
  char one[4];
  for (int64_t i = 0; i < text->length; i++) bytes += (size_t)encode(text->points[i], one);
  char *to = put_str(input, NULL, bytes);
  for (int64_t i = 0; i < text->length; i++) at += (size_t)encode(text->points[i], to + at);
}

/* Letters that occur two or three times, in any order; then two that occur once, so that the last
 * such letter is not the first, more of the repeated, and one more single letter. */
static void draw_letters(struct draw *draw, struct text *text, int64_t repeated) {
  char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,!";
  int64_t letters[sizeof(alphabet) - 1];
  for (size_t i = 0; i + 1 < sizeof(alphabet); i++) letters[i] = alphabet[i];
  draw_shuffle_i64(draw, letters, sizeof(alphabet) - 1);
  for (int64_t i = 0; i < repeated; i++)
    add(text, (uint32_t)letters[i], 2 + (int64_t)draw_below(draw, 2));
  shuffle(draw, text, 0, text->length);
  add(text, (uint32_t)letters[repeated], 1);
  add(text, (uint32_t)letters[0], 1);
  add(text, (uint32_t)letters[repeated + 1], 1);
  add(text, (uint32_t)letters[1], 2);
}

/* Repeated characters of several bytes before the answer, so that no index of a byte equals its
 * index; each answer has a repeated partner that shares its low bits. */
static void draw_wide(struct draw *draw, struct text *text, uint32_t answer, uint32_t partner) {
  add(text, partner, 2);
  for (int i = 0; i < 20; i++)
    add(text, (uint32_t)(0x3040 + 4 * i + (int)draw_below(draw, 4)), 2); /* U+3040 to U+308F */
  shuffle(draw, text, 0, text->length);
  add(text, answer, 1);
  add(text, 'z', 1);
}

static void draw_many(struct draw *draw, struct text *text, int64_t length, bool at_end) {
  int64_t answer = (int64_t)draw_below(draw, DISTINCT);
  for (int64_t i = 0; text->length < length - 1; i++)
    if (i % DISTINCT != answer) add(text, distinct(i % DISTINCT), 1);
  shuffle(draw, text, 0, text->length);
  add(text, distinct(answer), 1);
  if (at_end) return;
  for (int64_t i = 0; i < 100; i++) add(text, 'z', 1);
  add(text, 'y', 1);
}

static void draw_edge(const struct grader_test *test, struct draw *draw, struct text *text) {
  uint32_t letter = (uint32_t)draw_between(draw, 'a', 'm'); /* never one of those below */
  if (is(test, "one_character")) add(text, letter, 1);
  if (is(test, "all_repeated") || is(test, "only_last")) {
    for (uint32_t i = 0; i < 12; i++) add(text, 'n' + i, 2 + (int64_t)draw_below(draw, 3));
    shuffle(draw, text, 0, text->length);
  }
  if (is(test, "only_last") || is(test, "first_is_unique")) add(text, letter, 1);
  if (is(test, "first_is_unique")) add(text, 'x', 2), add(text, 'y', 1);
  if (is(test, "embedded_nul")) { /* the answer is the NUL itself, or stands behind it */
    add(text, 'x', 2), add(text, 'y', 2);
    add(text, 0, 1 + test->repeat);
    add(text, letter, 1), add(text, 'x', 1);
  }
}

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  bool scale = is(test, "scale");
  struct text text = text_new(scale ? test->size : 4 * DISTINCT);
  uint32_t offset = (uint32_t)draw_below(draw, 200);
  if (is(test, "short")) draw_letters(draw, &text, 2 + (int64_t)draw_below(draw, 3));
  if (is(test, "mixed")) draw_letters(draw, &text, 20 + (int64_t)draw_below(draw, 20));
  if (is(test, "same_low_byte"))
    draw_wide(draw, &text, 0x4E00 + offset, (test->repeat == 0 ? 0x5E00 : 0x0100) + offset);
  if (is(test, "above_ffff")) /* the second: code points that only U+FFFF's width tells apart */
    draw_wide(draw, &text, 0x1F600 + offset, (test->repeat == 0 ? 0x20600 : 0xF600) + offset);
  if (is(test, "many_distinct")) draw_many(draw, &text, 2 * DISTINCT, false);
  if (scale) draw_many(draw, &text, test->size, true);
  draw_edge(test, draw, &text);
  case_call(in, "");
  put_text(in, &text);
  free(text.points);
}

static uint32_t decode(const uint8_t *from, int *ret_bytes) {
  int more = from[0] < 0x80 ? 0 : from[0] < 0xE0 ? 1 : from[0] < 0xF0 ? 2 : 3;
  static const int mask[] = {0x7F, 0x1F, 0x0F, 0x07};
  uint32_t point = (uint32_t)(from[0] & mask[more]);
  for (int i = 1; i <= more; i++) point = point << 6 | (from[i] & 0x3F);
  *ret_bytes = more + 1;
  return point;
}

static void reference(const struct grader_test *test, const struct frame *in,
                      struct frame_builder *answer) {
  (void)test;
  const struct value *s = frame_value(in, 0, 0);
  uint32_t *counts = calloc(CODE_POINTS, sizeof(uint32_t));
  if (counts == NULL) abort();
  int bytes;
  for (uint64_t at = 0; at < s->count; at += (uint64_t)bytes) counts[decode(s->u8 + at, &bytes)]++;
  int64_t index = 0, found = -1;
  for (uint64_t at = 0; at < s->count && found < 0; at += (uint64_t)bytes, index++)
    if (counts[decode(s->u8 + at, &bytes)] == 1) found = index;
  free(counts);
  answer_call(answer);
  put_scalar_i64(answer, VALUE_I64, found);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
