/* Bytes of a candidate's program, made fit to be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/text.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define BYTES(literal) literal, sizeof(literal) - 1

struct row {
  const char *bytes;
  size_t length, capacity;
  const char *expected;
};

static void expect(const struct row *rows, size_t count,
                   size_t (*function)(const void *, size_t, char *, size_t)) {
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    char text[64];
    memset(text, 'x', sizeof text);
    size_t length = function(rows[i].bytes, rows[i].length, text, rows[i].capacity);
    bool kept = text[rows[i].capacity] == 'x'; /* nothing behind the capacity is touched */
    if (strcmp(text, rows[i].expected) == 0 && length == strlen(text) && kept) continue;
    wrong++;
    print_error("row %zu: '%s' of length %zu, expected '%s'\n", i, text, length, rows[i].expected);
  }
  assert_int_equal(wrong, 0);
}

static void text_stays_what_it_is(void **state) {
  (void)state;
  static const struct row rows[] = {
      {BYTES(""), 32, ""},
      {BYTES("x = 3\n\ty"), 32, "x = 3\n\ty"},
      {BYTES("naïve Größe"), 32, "naïve Größe"},
      {BYTES("\xe2\x82\xac \xf0\x9f\x98\x80"), 32, "\xe2\x82\xac \xf0\x9f\x98\x80"}, /* 3 and 4 */
      {BYTES("\xc2\xa0\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf"), 32,
       "\xc2\xa0\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf"}, /* the last of each length */
      {BYTES("[31m"), 32, "[31m"},
  };
  expect(rows, ROWS(rows), text_clean);
}

static void control_characters_are_left_out(void **state) {
  (void)state;
  static const struct row rows[] = {
      {BYTES("a\rb\x08\x07"), 32, "ab"},
      {BYTES("a\0b"), 32, "ab"},
      {BYTES("\x01\x02\x1f\x7f"), 32, ""},
      {BYTES("\xc2\x80\xc2\x9b\xc2\x9fx"), 32, "x"},
      {BYTES("\x1b[31mred\x1b[0m"), 32, "red"},
      {BYTES("\x1b[2J\x1b[1;1Hgone"), 32, "gone"},
      {BYTES("a\x1b"), 32, "a"},
      {BYTES("a\x1b["), 32, "a["},
      {BYTES("a\x1b]0;title\x07"), 32, "a]0;title"},
      {BYTES("\x1b[0000000000000000000000000000000000m"), 48,
       "[0000000000000000000000000000000000m"}, /* longer than any real one */
      {BYTES("\x1b[\x1b[31mx"), 32, "[x"},
      {BYTES("\x1b[3\nError"), 32, "[3\nError"}, /* no sequence: nothing is lost */
      {BYTES("\x1b[3\xc3\xa9m"), 32, "[3\xc3\xa9m"},
  };
  expect(rows, ROWS(rows), text_clean);
}

static void what_is_not_utf8_becomes_question_marks(void **state) {
  (void)state;
  static const struct row rows[] = {
      {BYTES("\xff\xfe"), 32, "??"},
      {BYTES("a\x80z"), 32, "a?z"},
      {BYTES("a\xc3"), 32, "a?"},
      {BYTES("a\xe2\x82"), 32, "a??"},
      {BYTES("a\xe2\x82z"), 32, "a??z"},
      {BYTES("\xc0\xaf"), 32, "??"},           /* overlong */
      {BYTES("\xe0\x80\xaf"), 32, "???"},      /* overlong */
      {BYTES("\xed\xa0\x80"), 32, "???"},      /* a surrogate */
      {BYTES("\xf4\x90\x80\x80"), 32, "????"}, /* beyond U+10FFFF */
      {BYTES("\xf8\x88\x80\x80\x80"), 32, "?????"},
      {BYTES("\xc3\x1b[m\xa9"), 32, "??"}, /* no character grows from what is left out */
  };
  expect(rows, ROWS(rows), text_clean);
}

static void a_text_is_cut_at_the_end_of_a_character(void **state) {
  (void)state;
  static const struct row rows[] = {
      {BYTES("abc"), 4, "abc"},
      {BYTES("abc"), 3, "ab"},
      {BYTES("abc"), 1, ""},
      {BYTES("aé"), 4, "aé"},
      {BYTES("aé"), 3, "a"},
      {BYTES("é"), 2, ""},
      {BYTES("\xf0\x9f\x98\x80"), 4, ""},
      {BYTES("\xf0\x9f\x98\x80"), 5, "\xf0\x9f\x98\x80"},
      {BYTES("a\xff"), 2, "a"},
      {BYTES("\x1b[31mab\x1b[0m"), 3, "ab"}, /* what is left out takes no room */
      {BYTES("éa"), 2, ""},                  /* not: what fits of the rest */
  };
  expect(rows, ROWS(rows), text_clean);
}

static void the_last_line_is_the_last_that_says_something(void **state) {
  (void)state;
  static const struct row rows[] = {
      {BYTES(""), 32, ""},
      {BYTES("one"), 32, "one"},
      {BYTES("one\n"), 32, "one"},
      {BYTES("one\ntwo"), 32, "two"},
      {BYTES("one\ntwo\n\n\n"), 32, "two"},
      {BYTES("one\n \t \n"), 32, "one"},
      {BYTES("one\n\x1b[0m\x07\n"), 32, "one"},
      {BYTES("one\r\ntwo\r\n"), 32, "two"},
      {BYTES("\n\n\n"), 32, ""},
      {BYTES(" \n\t"), 32, ""},
      {BYTES("\none"), 32, "one"},
      {BYTES("one\n  two "), 32, "  two "},
      {BYTES("one\nlonger"), 5, "long"},
      {BYTES("one\n\xff\n"), 32, "?"},
      {BYTES("one\n\0\0\0"), 32, "one"},
  };
  expect(rows, ROWS(rows), text_last_line);
}

static void what_is_added_is_cut_at_the_capacity(void **state) {
  (void)state;
  char text[8] = "abc";
  text_add(text, sizeof text, "%d", 12);
  assert_string_equal(text, "abc12");
  text_add(text, sizeof text, "%s", "defg");
  assert_string_equal(text, "abc12de");
  text_add(text, sizeof text, "%s", "more");
  assert_string_equal(text, "abc12de");
}

/* Terminals, signed results and JSON take it as it is. */
static void anything_at_all_becomes_clean(void **state) {
  (void)state;
  static const char pieces[][5] = {"\x1b[", "m",    "\n",       "é",       "\xe2",
                                   "\x82",  "\xac", "\xf0\x9f", "\xc2\x9b"};
  unsigned seed = 20260302;
  for (int round = 0; round < 20000; round++) {
    char bytes[128], text[128];
    size_t length = 0;
    while (length < 100) {
      const char *piece = pieces[(size_t)rand_r(&seed) % ROWS(pieces)];
      if (rand_r(&seed) % 3 == 0)
        bytes[length++] = (char)rand_r(&seed);
      else
        for (; *piece; piece++) bytes[length++] = *piece;
    }
    size_t capacity = 1 + (size_t)rand_r(&seed) % sizeof text;
    size_t used = text_clean(bytes, length, text, capacity);
    assert_in_range(used, 0, capacity - 1);
    assert_int_equal(text[used], 0);
    assert_true(bytes_is_utf8(text, used));
    for (size_t i = 0; i < used; i++)
      assert_true((uint8_t)text[i] >= 0x20 || text[i] == '\n' || text[i] == '\t');
    assert_null(memchr(text, 0x7f, used));
    char again[128];
    assert_int_equal(text_clean(text, used, again, sizeof again), used);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_stays_what_it_is),
      cmocka_unit_test(control_characters_are_left_out),
      cmocka_unit_test(what_is_not_utf8_becomes_question_marks),
      cmocka_unit_test(a_text_is_cut_at_the_end_of_a_character),
      cmocka_unit_test(the_last_line_is_the_last_that_says_something),
      cmocka_unit_test(what_is_added_is_cut_at_the_capacity),
      cmocka_unit_test(anything_at_all_becomes_clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
