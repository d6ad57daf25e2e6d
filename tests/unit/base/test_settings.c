/* The settings reader: what it reads, and the words with which it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/settings.h"

static const char *const colours[] = {"red", "green", NULL};

/* A file of this test's own shape: every reader once. */
static int read_sample(const char *text, size_t length, struct err *err) {
  struct settings *settings;
  struct setting *node, *item;
  char name[9];
  int64_t count;
  double ratio;
  bool on;
  size_t colour, items = 0;
  int rc = settings_read("f.yaml", text, length, &settings, err);
  if (rc < 0) return rc;
  struct setting *root = settings_root(settings);
  rc = settings_require(root, "name", &node, err);
  if (rc == 0) rc = settings_text(node, 1, 8, name, err);
  if (rc == 0 && (node = settings_get(root, "count")))
    rc = settings_integer(node, 1, 10, "MiB", &count, err);
  if (rc == 0 && (node = settings_get(root, "ratio")))
    rc = settings_number(node, 0, 1.5, "s", &ratio, err);
  if (rc == 0 && (node = settings_get(root, "on"))) rc = settings_flag(node, &on, err);
  if (rc == 0 && (node = settings_get(root, "colour")))
    rc = settings_choice(node, colours, &colour, err);
  if (rc == 0 && (node = settings_get(root, "list")))
    rc = settings_expect_list(node, 1, 2, &items, err);
  for (size_t i = 0; i < items && rc == 0; i++) {
    item = settings_item(node, i);
    rc = settings_expect_map(item, err);
    if (rc == 0) rc = settings_require(item, "x", &item, err);
    if (rc == 0) rc = settings_integer(item, -5, 5, "", &count, err);
  }
  if (rc == 0) rc = settings_finish(settings, err);
  settings_free(&settings);
  assert_null(settings);
  return rc;
}

static void well_formed_files_are_read(void **state) {
  (void)state;
  static const char *const files[] = {
      "name: a",
      "name: 'quoted'\ncount: 10\nratio: 1.5e0\non: false\ncolour: green\n",
      "name: |\n  block\nlist:\n  - {x: -5}\n  - x: 5\n",
      "# comment\n---\nname: \"\\u00e4\"\n...\n",
  };
  struct err err;
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (read_sample(files[i], strlen(files[i]), &err) < 0)
      fail_msg("%s: %s", files[i], err.message);
}

static void values_arrive_as_written(void **state) {
  (void)state;
  static const char text[] = "a: -9223372036854775808\nb: 0.25\nc: true\nd: \"x\\ty\"\n";
  struct settings *settings;
  int64_t integer;
  double number;
  bool flag;
  char string[8];
  assert_int_equal(settings_read("f", text, strlen(text), &settings, NULL), 0);
  struct setting *root = settings_root(settings);
  assert_int_equal(
      settings_integer(settings_get(root, "a"), INT64_MIN, INT64_MAX, "", &integer, NULL), 0);
  assert_true(integer == INT64_MIN);
  assert_int_equal(settings_number(settings_get(root, "b"), 0, 1, "", &number, NULL), 0);
  assert_true(number == 0.25);
  assert_int_equal(settings_flag(settings_get(root, "c"), &flag, NULL), 0);
  assert_true(flag);
  assert_int_equal(settings_text(settings_get(root, "d"), 0, 7, string, NULL), 0);
  assert_string_equal(string, "x\ty");
  assert_null(settings_get(root, "e"));
  settings_free(&settings);
}

static void refusals_name_file_line_field_limit_and_value(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } rows[] = {
      {"", "f.yaml:1: the file is empty"},
      {"- a", "f.yaml:1: the top level must be a mapping"},
      {"text", "f.yaml:1: the top level must be a mapping"},
      {"name: a\n--- {name: b}", "f.yaml:2: more than one document"},
      {"count: 3", "f.yaml:1: name is missing"},
      {"name: ''", "f.yaml:1: name: 0 bytes, allowed are 1 to 8"},
      {"name: 123456789", "f.yaml:1: name: 9 bytes, allowed are 1 to 8"},
      {"name: [a]", "f.yaml:1: name: a list, expected text"},
      {"name: a\nname: b", "f.yaml:2: name: the key is there twice"},
      {"name: a\ncount: 11", "f.yaml:2: count: 11, allowed are 1 to 10 MiB"},
      {"name: a\ncount: 99999999999999999999",
       "f.yaml:2: count: 99999999999999999999, allowed are 1 to 10 MiB"},
      {"name: a\ncount: 0x3", "f.yaml:2: count: '0x3', expected a whole number from 1 to 10 MiB"},
      {"name: a\ncount: '3'", "f.yaml:2: count: '3', expected a whole number from 1 to 10 MiB"},
      {"name: a\ncount: 3-4", "f.yaml:2: count: '3-4', expected a whole number from 1 to 10 MiB"},
      {"name: a\ncount:", "f.yaml:2: count: '', expected a whole number from 1 to 10 MiB"},
      {"name: a\nratio: nan", "f.yaml:2: ratio: 'nan', expected a number from 0 to 1.5 s"},
      {"name: a\nratio: 2", "f.yaml:2: ratio: '2', expected a number from 0 to 1.5 s"},
      {"name: a\non: yes", "f.yaml:2: on: 'yes', expected true or false"},
      {"name: a\ncolour: blue", "f.yaml:2: colour: 'blue', expected one of: red, green"},
      {"name: a\nlist: []", "f.yaml:2: list: 0 items, allowed are 1 to 2"},
      {"name: a\nlist: {x: 1}", "f.yaml:2: list: a mapping, expected a list"},
      {"name: a\nlist:\n - x: 1\n - 2", "f.yaml:4: list[1]: '2', expected a mapping"},
      {"name: a\nlist:\n - x: 1\n - y: 2", "f.yaml:4: list[1]: x is missing"},
      {"name: a\nlist:\n - x: 6", "f.yaml:3: list[0].x: 6, allowed are -5 to 5"},
      {"name: a\nlist:\n - {x: 1, z: 1}", "f.yaml:3: list[0].z: unknown key"},
      {"name: a\nnmae: b", "f.yaml:2: nmae: unknown key"},
      {"\"na\\nme\": a", "f.yaml:1: a key must be plain text of 1 to 63 bytes"},
      {"\"name\\0x\": a", "f.yaml:1: a key must be plain text of 1 to 63 bytes"},
      {"name: &a b", "f.yaml:1: aliases, anchors and tags are not allowed"},
      {"name: *a", "f.yaml:1: aliases, anchors and tags are not allowed"},
      {"name: !!str b", "f.yaml:1: aliases, anchors and tags are not allowed"},
      {"? [a]\n: b", "f.yaml:1: a key must be plain text of 1 to 63 bytes"},
      {"name: \"\\0\"", "f.yaml:1: text with a NUL or that is not UTF-8"},
      {"name: [[[[[[[[[a]]]]]]]]]", "f.yaml:1: nested more than 8 deep"},
  };
  struct err err;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (read_sample(rows[i].text, strlen(rows[i].text), &err) == 0)
      fail_msg("accepted: %s", rows[i].text);
    if (strcmp(err.message, rows[i].message) != 0)
      fail_msg("%s\n  says: %s\n  not:  %s", rows[i].text, err.message, rows[i].message);
  }
}

static void garbage_is_refused_with_a_line(void **state) {
  (void)state;
  static const char *const files[] = {"name: [", "name: \xff\xfe", "\t", "name: a: b",
                                      "{",       "%YAML 9"};
  struct err err;
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    assert_true(read_sample(files[i], strlen(files[i]), &err) < 0);
    assert_memory_equal(err.message, "f.yaml:", 7);
  }
  /* Every cut of a file is either read or refused, never anything else. */
  static const char whole[] = "name: 'a b'\nlist:\n  - {x: 1}\n  - x: [\"\\x41\", 'c']\n";
  for (size_t length = 0; length < sizeof whole; length++) read_sample(whole, length, &err);
}

static void huge_files_are_refused_by_their_bound(void **state) {
  (void)state;
  struct err err;
  size_t length = SETTINGS_BYTES_MAX + 1;
  char *text = malloc(length);
  memset(text, '#', length);
  assert_int_equal(read_sample(text, length, &err), -ERR_LIMIT);
  /* As many values as fit into the bytes: the bound of values is met first. */
  size_t used = (size_t)sprintf(text, "name: [");
  while (used < SETTINGS_BYTES_MAX - 2) used += (size_t)sprintf(text + used, "1,");
  text[used - 1] = ']';
  assert_int_equal(read_sample(text, used, &err), -ERR_LIMIT);
  assert_non_null(strstr(err.message, "more than 16384 values"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(well_formed_files_are_read),
      cmocka_unit_test(values_arrive_as_written),
      cmocka_unit_test(refusals_name_file_line_field_limit_and_value),
      cmocka_unit_test(garbage_is_refused_with_a_line),
      cmocka_unit_test(huge_files_are_refused_by_their_bound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
