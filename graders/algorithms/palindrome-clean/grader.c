/* Two indices walk inwards over what counts. Texts are built from a palindrome of characters that
 * count, broken at one pair of mirrored places or not, and then decorated with what must be
 * ignored: the answer follows from the construction, the reference finds it independently. */
#include "grader.h"

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

static bool counts(uint32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c > 0x7F;
}

static uint32_t fold(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static uint32_t draw_letter(struct draw *draw) { return (uint32_t)draw_between(draw, 'a', 'z'); }

/* One character that counts, of the scripts that the test is about. */
static uint32_t draw_counting(const struct grader_test *test, struct draw *draw) {
  uint32_t kana = (uint32_t)draw_between(draw, 0x3042, 0x3093),
           four = (uint32_t)draw_between(draw, 0x20000, 0x2A000),
           ascii = draw_below(draw, 4) == 0 ? (uint32_t)draw_between(draw, '0', '9')
                                            : draw_letter(draw);
  if (strncmp(test->tag, "kana", 4) == 0) return kana;
  if (strncmp(test->tag, "four", 4) == 0) return four;
  if (is(test, "mixed_scripts")) return (uint32_t[]){kana, four, ascii}[draw_below(draw, 3)];
  return ascii;
}

/* Characters that count: a palindrome; `broken` puts two different ones at mirrored places. */
static struct text draw_core(const struct grader_test *test, struct draw *draw, int64_t length,
                             int64_t broken) {
  struct text core = text_new(length);
  core.length = length;
  for (int64_t i = 0; i < (length + 1) / 2; i++)
    core.points[i] = core.points[length - 1 - i] = draw_counting(test, draw);
  if (broken < 0) return core;
  uint32_t *left = &core.points[broken], *right = &core.points[length - 1 - broken];
  *left = draw_letter(draw);
  *right = 'a' + (*left - 'a' + 1 + (uint32_t)draw_below(draw, 24)) % 26;
  if (strncmp(test->tag, "kana", 4) == 0) *left = 0x3042, *right = 0x3044;
  if (strncmp(test->tag, "four", 4) == 0) *left = 0x20042, *right = 0x20144;
  return core;
}

/* Before each character up to `most` ignored ones, and any case. */
static struct text decorate(struct draw *draw, const struct text *core, const char *ignored,
                            int64_t kinds, int64_t most) {
  struct text text = text_new(core->length * (most + 1) + most);
  for (int64_t i = 0; i <= core->length; i++) {
    for (int64_t n = (int64_t)draw_below(draw, (uint64_t)most + 1); n > 0; n--)
      text.points[text.length++] = (uint8_t)ignored[draw_below(draw, (uint64_t)kinds)];
    if (i == core->length) break;
    uint32_t c = core->points[i];
    text.points[text.length++] = c >= 'a' && c <= 'z' && draw_below(draw, 2) ? c - 32 : c;
  }
  return text;
}

static struct text literal(const char *characters, int64_t length) {
  struct text text = text_new(length);
  for (int64_t i = 0; i < length; i++) text.points[text.length++] = (uint8_t)characters[i];
  return text;
}

/* Every ignored character of ASCII stands in the left half, none in the right. */
static struct text draw_all_ascii(struct draw *draw) {
  struct text text = text_new(256);
  uint32_t letter = draw_letter(draw);
  text.points[text.length++] = letter;
  for (uint32_t c = 0; c < 128; c++)
    if (!counts(c)) text.points[text.length++] = c;
  text.points[text.length++] = letter;
  return text;
}

static struct text draw_edge(const struct grader_test *test, struct draw *draw) {
  static const char punctuation[] = " .,;:!?-_()[]{}'\"`@^|~/\\+*=<>#$%&\t\n";
  if (is(test, "one_character")) return literal((char[]){(char)draw_letter(draw)}, 1);
  if (is(test, "all_ascii")) return draw_all_ascii(draw);
  if (is(test, "only_punctuation")) return literal(punctuation, sizeof(punctuation) - 1);
  if (is(test, "embedded_nul")) /* up to the NUL the answer would be the other one */
    return test->repeat == 0 ? literal("ab\0ba", 5) : literal("aba\0x", 5);
  return text_new(0);
}

/* '0' and 'P' differ by 32, like 'p' and 'P'; and without digits nothing contradicts. */
static struct text draw_digit_and_letter(const struct grader_test *test, struct draw *draw) {
  if (test->repeat == 0) return literal("0P", 2);
  char digit = (char)draw_between(draw, '0', '9'), letter = (char)(digit + 32);
  struct text text = literal("Step x on no x pets", 19);
  text.points[5] = (uint8_t)(test->repeat == 1 ? digit : letter);
  text.points[13] = (uint8_t)(test->repeat == 1 ? letter : digit);
  return text;
}

/* Left half upper case, right half lower case. */
static struct text draw_mixed_case(const struct grader_test *test, struct draw *draw) {
  struct text text = draw_core(test, draw, 30, -1);
  text.points[0] = text.points[29] = 'k';
  for (int64_t i = 0; i < 15; i++)
    if (text.points[i] >= 'a') text.points[i] -= 32;
  return text;
}

static struct text draw_text(const struct grader_test *test, struct draw *draw) {
  static const char plain[] = " .,;:!?-'", any[] = "\0\x01\t\n /:@[`{\x7F~_^\\]";
  if (is(test, "mixed_case")) return draw_mixed_case(test, draw);
  if (is(test, "digit_and_letter")) return draw_digit_and_letter(test, draw);
  bool sentence = strncmp(test->tag, "sentence", 8) == 0, scale = is(test, "scale");
  bool breaks = strstr(test->tag, "_broken") != NULL || scale;
  if (is(test, "mixed_scripts")) breaks = test->repeat == 1;
  int64_t length = scale ? test->size / 2 : sentence ? 10 : 40 + 2 * (int64_t)draw_below(draw, 10);
  if (strncmp(test->tag, "odd", 3) == 0) length++;
  int64_t half = length / 2, broken = -1;
  if (breaks) broken = scale ? half - 1 : (int64_t)draw_below(draw, (uint64_t)half);
  struct text core = draw_core(test, draw, length, broken);
  struct text text = sentence ? decorate(draw, &core, plain, sizeof(plain) - 1, 2)
                              : decorate(draw, &core, any, sizeof(any) - 1, 2);
  free(core.points);
  return text;
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

static void generate(const struct grader_test *test, struct draw *draw, struct frame_builder *in) {
  bool edge = strcmp(test->group, "edges") == 0;
  struct text text = edge ? draw_edge(test, draw) : draw_text(test, draw);
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
  struct text text = text_new((int64_t)s->count);
  int bytes;
  for (uint64_t at = 0; at < s->count; at += (uint64_t)bytes)
    text.points[text.length++] = decode(s->u8 + at, &bytes);
  int64_t left = 0, right = text.length - 1;
  for (;; left++, right--) {
    while (left < right && !counts(text.points[left])) left++;
    while (left < right && !counts(text.points[right])) right--;
    if (left >= right || fold(text.points[left]) != fold(text.points[right])) break;
  }
  free(text.points);
  answer_call(answer);
  put_scalar_bool(answer, left >= right);
}

const struct grader graded_grader = {
    .abi = GRADER_ABI, .generate = generate, .reference = reference};
