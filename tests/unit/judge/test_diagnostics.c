/* What a compiler printed, made fit for the candidate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"
#include "daemon/judge/diagnostics.c"
#include "daemon/judge/text.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void the_boxs_own_paths_are_hidden(void **state) {
  (void)state;
  static const struct {
    const char *output, *expected;
  } rows[] = {
      {"a.c:3:5: error: 'x' undeclared\n", "a.c:3:5: error: 'x' undeclared\n"},
      {"/tmp/a.c:3:5: error: e", "a.c:3:5: error: e"},
      {"/usr/bin/ld: /tmp/cc6WATJm.o: in function `f':\na.c:(.text+0x3): undefined reference\n",
       "ld: program.o: in function `f':\na.c:(.text+0x3): undefined reference\n"},
      {"/usr/bin/ld: /tmp/ccf1fi5b.o:(.data+0x0): multiple definition of `x'; "
       "/tmp/ccOBGMGw.o:(.data+0x0): first defined here",
       "ld: program.o:(.data+0x0): multiple definition of `x'; "
       "program.o:(.data+0x0): first defined here"},
      {"In file included from /usr/lib/gcc/x86_64-linux-gnu/12/include/immintrin.h:1,",
       "In file included from include/immintrin.h:1,"},
      {"/usr/include/stdio.h:5: note: declared here",
       "/usr/include/stdio.h:5: note: declared here"},
      {"/tmp/cc1.o /tmp/cc1234567.o /tmp/cc12345.o /tmp/cc123456.c /tmp/cd123456.o",
       "cc1.o cc1234567.o cc12345.o cc123456.c cd123456.o"}, /* no temporary's name */
      {"cc123456.o", "cc123456.o"},
      {"/tmp/", ""},
      {"/tmp/ccAb12Cd.o", "program.o"},
      {"/tmp", "/tmp"},
      {"", ""},
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[256];
    diagnostics_clean(rows[i].output, strlen(rows[i].output), 0, text, sizeof text);
    assert_string_equal(text, rows[i].expected);
  }
}

static void control_bytes_and_bytes_that_are_no_text_are_not_passed_on(void **state) {
  (void)state;
  static const char output[] =
      "a.c:1: \x1b[31merror\x1b[0m: \xff\0\x07 'Gr\xc3\xb6\xc3\x9f"
      "e'\r\n";
  char text[256];
  diagnostics_clean(output, sizeof output - 1, 0, text, sizeof text);
  assert_string_equal(text,
                      "a.c:1: error: ? 'Gr\xc3\xb6\xc3\x9f"
                      "e'\n");
}

static void a_cut_output_says_so_and_starts_with_a_whole_line(void **state) {
  (void)state;
  static const struct {
    const char *output;
    int cut;
    const char *expected;
  } rows[] = {
      {"rror: x\na.c:2: error: y\n", 1, "(earlier output is left out)\na.c:2: error: y\n"},
      {"rror: x\na.c:2: error: y\n", 0, "rror: x\na.c:2: error: y\n"},
      {"\na\nb\n", 1, "(earlier output is left out)\na\nb\n"},
      {"one line without an end", 1, "(earlier output is left out)\none line without an end"},
      {"the end of a line\n", 1, "(earlier output is left out)\n"},
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[256];
    diagnostics_clean(rows[i].output, strlen(rows[i].output), rows[i].cut, text, sizeof text);
    assert_string_equal(text, rows[i].expected);
  }
}

static void output_is_capped_at_the_end_of_a_character(void **state) {
  (void)state;
  static const char output[] = "x\n1234567890\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac";
  for (int cut = 0; cut < 2; cut++)
    for (size_t capacity = 1; capacity < 64; capacity++) {
      char text[64], whole[64];
      memset(text, 'x', sizeof text);
      diagnostics_clean(output, sizeof output - 1, cut, text, capacity);
      size_t length = strnlen(text, capacity);
      assert_in_range(length, 0, capacity - 1);
      assert_int_equal(text[capacity], 'x');
      assert_true(bytes_is_utf8(text, length));
      if (cut && capacity <= sizeof "(earlier output is left out)\n") continue;
      diagnostics_clean(output, sizeof output - 1, cut, whole, sizeof whole);
      assert_memory_equal(text, whole, length);
      if (length < strlen(whole)) assert_in_range(length + 3, capacity, capacity + 2);
    }
}

static void the_limit_of_the_result_is_kept(void **state) {
  (void)state;
  char *output = malloc(20000), *text = malloc(LIMIT_DIAGNOSTICS_BYTES);
  for (size_t i = 0; i < 20000; i++) output[i] = "\xc3\xa9"[i % 2];
  diagnostics_clean(output, 20000, 1, text, LIMIT_DIAGNOSTICS_BYTES);
  size_t length = strlen(text);
  assert_in_range(length, LIMIT_DIAGNOSTICS_BYTES - 2, LIMIT_DIAGNOSTICS_BYTES - 1);
  assert_true(bytes_is_utf8(text, length));
  free(output);
  free(text);
}

static void warnings_are_counted_line_by_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t count;
  } rows[] = {
      {"", 0},
      {"a.c: In function 'f':\na.c:2:5: warning: unused variable 'x' [-Wunused-variable]\n"
       "    2 |   int x;\n      |       ^\n",
       1},
      {"a.c:1:1: warning: x\na.c:2:1: warning: y", 2},
      {"a.c:1:1: warning: a ': warning: ' in it\n", 1},
      {"    2 |   puts(\"a: warning: b\");\n", 0}, /* a quoted line of the source */
      {"a.c:1:1: error: x\na.c:1:1: note: y\n", 0},
      {"warning: x\n", 0},
      {"\n\na.c:1:1: warning: x\n\n", 1},
  };
  for (size_t i = 0; i < ROWS(rows); i++)
    assert_int_equal(diagnostics_warnings(rows[i].text), rows[i].count);
}

static void the_first_error_is_the_compilers_or_the_linkers(void **state) {
  (void)state;
  static const struct {
    const char *text, *expected;
  } rows[] = {
      {"", ""},
      {"a.c: In function 'f':\na.c:1:1: warning: w\na.c:2:1: error: e\na.c:3:1: error: f\n",
       "a.c:2:1: error: e"},
      {"a.c:1:10: fatal error: x.h: No such file or directory\ncompilation terminated.\n",
       "a.c:1:10: fatal error: x.h: No such file or directory"},
      {"ld: program.o: in function `h':\na.c:(.text+0x3): undefined reference to `g'\n"
       "collect2: error: ld returned 1 exit status\n",
       "a.c:(.text+0x3): undefined reference to `g'"},
      {"ld: program.o:(.data+0x0): multiple definition of `x'; program.o: first defined here\n",
       "ld: program.o:(.data+0x0): multiple definition of `x'; program.o: first defined here"},
      {"c.c: Assembler messages:\nc.c:1: Error: no such instruction: `bogus'\n",
       "c.c:1: Error: no such instruction: `bogus'"},
      {"c.c: Assembler messages:\nc.c:1: Fatal error: can't write\n",
       "c.c:1: Fatal error: can't write"},
      {"a.c:1:1: warning: w\n    1 | puts(\": error: \");\na.c:9:1: error: e", "a.c:9:1: error: e"},
      {"ld: cannot find -lz\ncollect2: error: ld returned 1 exit status\n", "ld: cannot find -lz"},
      {"\n\ncc1: out of memory\n", "cc1: out of memory"},
      {"\n\n", ""},
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    char line[128] = "left from before";
    diagnostics_first_error(rows[i].text, line, sizeof line);
    assert_string_equal(line, rows[i].expected);
  }
}

static void a_long_error_is_cut_at_the_end_of_a_character(void **state) {
  (void)state;
  char line[16];
  diagnostics_first_error("a.c:1: error: \xe2\x82\xac\n", line, sizeof line);
  assert_string_equal(line, "a.c:1: error: ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_boxs_own_paths_are_hidden),
      cmocka_unit_test(control_bytes_and_bytes_that_are_no_text_are_not_passed_on),
      cmocka_unit_test(a_cut_output_says_so_and_starts_with_a_whole_line),
      cmocka_unit_test(output_is_capped_at_the_end_of_a_character),
      cmocka_unit_test(the_limit_of_the_result_is_kept),
      cmocka_unit_test(warnings_are_counted_line_by_line),
      cmocka_unit_test(the_first_error_is_the_compilers_or_the_linkers),
      cmocka_unit_test(a_long_error_is_cut_at_the_end_of_a_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
