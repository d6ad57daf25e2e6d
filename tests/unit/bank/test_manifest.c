/* problem.yaml: the question of the table is right except for what each row says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graders/bank/manifest.h"

#define HEAD "name: Matrix product\nlevel: easy\n"
#define SIGNATURE "signature: \"matmul(a: f64[M,K], b: f64[K,N]) -> f64[M,N] or fail(ESHAPE)\"\n"
#define CHECKER "checker: close\ntolerance: S64\n"
#define GROUPS "groups:\n  - {name: a, weight: 100, required: true, tests: [{tag: t}]}\n"

static struct manifest *read_good(const char *text) {
  struct manifest *manifest;
  struct err err;
  if (manifest_read("problem.yaml", text, strlen(text), &manifest, &err) < 0)
    fail_msg("%s\n%s", text, err.message);
  return manifest;
}

static void everything_is_read(void **state) {
  (void)state;
  struct manifest *m = read_good(
      HEAD SIGNATURE
      "checker: close\ntolerance: {rtol: 1.0e-6, atol: 0}\nmemory: {c: 64, python: 1024}\n"
      "groups:\n"
      "  - name: values\n    weight: 60\n    required: true\n    tests:\n"
      "      - {tag: one, public: true}\n"
      "      - {tag: random, count: 3, twice: true, cpu: 0.5}\n"
      "  - name: speed\n    weight: 40\n    after: values\n    tests:\n"
      "      - {tag: scale, size: {c: 512, python: 256}, cpu: {c: 2, python: 4}}\n");
  assert_string_equal(m->name, "Matrix product");
  assert_int_equal(m->level, MANIFEST_EASY);
  assert_int_equal(m->signature.entry_count, 1);
  assert_string_equal(m->signature.entries[0].name, "matmul");
  assert_int_equal(m->checker, CHECKER_KIND_CLOSE);
  assert_int_equal(m->tolerance, TOLERANCE_CUSTOM);
  assert_true(m->rtol == 1e-6 && m->atol == 0);
  assert_int_equal(m->memory_mib[LANGUAGE_C], 64);
  assert_int_equal(m->memory_mib[LANGUAGE_PYTHON], 1024);
  assert_int_equal(m->group_count, 2);
  assert_int_equal(m->row_count, 3);
  assert_int_equal(m->test_count, 5);
  assert_true(m->groups[0].required && !m->groups[1].required);
  assert_int_equal(m->groups[0].after, -1);
  assert_int_equal(m->groups[1].after, 0);
  assert_int_equal(m->groups[0].test_count, 4);
  assert_int_equal(m->groups[1].first_row, 2);
  assert_true(m->rows[0].is_public && !m->rows[0].twice);
  assert_true(m->rows[1].twice && !m->rows[1].is_public);
  assert_int_equal(m->rows[1].count, 3);
  assert_int_equal(m->rows[1].cpu_floor_ns[LANGUAGE_PYTHON], 500000000);
  assert_int_equal(m->rows[2].group, 1);
  assert_int_equal(m->rows[2].size[LANGUAGE_C], 512);
  assert_int_equal(m->rows[2].size[LANGUAGE_PYTHON], 256);
  assert_int_equal(m->rows[2].cpu_floor_ns[LANGUAGE_C], 2000000000);
  assert_int_equal(m->rows[2].cpu_floor_ns[LANGUAGE_PYTHON], 4000000000);
  manifest_free(&m);
  assert_null(m);
}

static void what_is_not_said_has_its_default(void **state) {
  (void)state;
  struct manifest *m = read_good(HEAD SIGNATURE "checker: exact\n" GROUPS);
  assert_int_equal(m->tolerance, TOLERANCE_NONE);
  assert_int_equal(m->memory_mib[LANGUAGE_C], 256);
  assert_int_equal(m->memory_mib[LANGUAGE_PYTHON], 512);
  assert_int_equal(m->rows[0].count, 1);
  assert_int_equal(m->rows[0].size[LANGUAGE_C], 0);
  assert_int_equal(m->rows[0].cpu_floor_ns[LANGUAGE_C], MANIFEST_CPU_FLOOR_DEFAULT_NS);
  manifest_free(&m);
}

static void value_for_one_language_leaves_the_others_default(void **state) {
  (void)state;
  struct manifest *m = read_good(
      HEAD SIGNATURE CHECKER
      "memory: {python: 700}\n"
      "groups:\n  - {name: a, weight: 100, tests: [{tag: t, size: {c: 9}, cpu: {c: 1}}]}\n");
  assert_int_equal(m->memory_mib[LANGUAGE_C], 256);
  assert_int_equal(m->memory_mib[LANGUAGE_PYTHON], 700);
  assert_int_equal(m->rows[0].size[LANGUAGE_C], 9);
  assert_int_equal(m->rows[0].size[LANGUAGE_PYTHON], 0);
  assert_int_equal(m->rows[0].cpu_floor_ns[LANGUAGE_PYTHON], MANIFEST_CPU_FLOOR_DEFAULT_NS);
  manifest_free(&m);
}

static void tolerance_classes_are_known_by_name(void **state) {
  (void)state;
  static const struct {
    const char *name;
    enum tolerance_class class;
  } rows[] = {{"E64", TOLERANCE_E64}, {"S64", TOLERANCE_S64}, {"I64", TOLERANCE_I64},
              {"E32", TOLERANCE_E32}, {"S32", TOLERANCE_S32}, {"C32", TOLERANCE_C32}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char text[1024];
    snprintf(text, sizeof text, HEAD SIGNATURE "checker: close\ntolerance: %s\n" GROUPS,
             rows[i].name);
    struct manifest *m = read_good(text);
    assert_int_equal(m->tolerance, rows[i].class);
    manifest_free(&m);
  }
}

static void checker_is_told_what_the_manifest_says(void **state) {
  (void)state;
  struct checker_options options;
  struct manifest *m = read_good(HEAD SIGNATURE CHECKER GROUPS);
  manifest_checker_options(m, &options);
  assert_int_equal(options.kind, CHECKER_KIND_CLOSE);
  assert_int_equal(options.tolerance, TOLERANCE_S64);
  assert_string_equal(options.signature,
                      "matmul(a: f64[M,K], b: f64[K,N]) -> f64[M,N] or fail(ESHAPE)");
  manifest_free(&m);
}

static void refusals_name_file_line_field_limit_and_value(void **state) {
  (void)state;
  static const struct {
    const char *text, *message; /* the message, or how it begins */
  } rows[] = {
      {"level: easy\n" SIGNATURE CHECKER GROUPS, "problem.yaml:1: name is missing"},
      {"name: x\nlevel: trivial\n" SIGNATURE CHECKER GROUPS,
       "problem.yaml:2: level: 'trivial', expected one of: easy, medium, hard"},
      {HEAD CHECKER GROUPS, "problem.yaml:1: signature is missing"},
      {HEAD "signature: \"f(x: f99) -> f64\"\n" CHECKER GROUPS, "problem.yaml:3: signature: "},
      {HEAD SIGNATURE "checker: near\n" GROUPS,
       "problem.yaml:4: checker: 'near', expected one of: exact, close, set, prop"},
      {HEAD SIGNATURE "checker: close\n" GROUPS,
       "problem.yaml:1: tolerance is missing: the checker 'close' needs one"},
      {HEAD SIGNATURE "checker: exact\ntolerance: E64\n" GROUPS,
       "problem.yaml:5: tolerance: the checker 'exact' has none"},
      {HEAD SIGNATURE "checker: close\ntolerance: E16\n" GROUPS,
       "problem.yaml:5: tolerance: 'E16', expected one of: E64, S64, I64, E32, S32, C32"},
      {HEAD SIGNATURE "checker: close\ntolerance: {rtol: 2, atol: 0}\n" GROUPS,
       "problem.yaml:5: tolerance.rtol: '2', expected a number from 0 to 1"},
      {HEAD SIGNATURE "checker: close\ntolerance: {rtol: 0.1}\n" GROUPS,
       "problem.yaml:5: tolerance: atol is missing"},
      {HEAD SIGNATURE CHECKER "memory: {c: 8}\n" GROUPS,
       "problem.yaml:6: memory.c: 8, allowed are 16 to 4096 MiB"},
      {HEAD SIGNATURE CHECKER "memory: {rust: 64}\n" GROUPS,
       "problem.yaml:6: memory.rust: unknown key"},
      {HEAD SIGNATURE CHECKER, "problem.yaml:1: groups is missing"},
      {HEAD SIGNATURE CHECKER "groups: []\n",
       "problem.yaml:6: groups: 0 items, allowed are 1 to 32"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 90, tests: [{tag: t}]}\n",
       "problem.yaml:6: groups: the weights' sum is 90, it must be 100"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 101, tests: [{tag: t}]}\n",
       "problem.yaml:7: groups[0].weight: 101, allowed are 0 to 100"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a b, weight: 100, tests: [{tag: t}]}\n",
       "problem.yaml:7: groups[0].name: 'a b', allowed are a-z, 0-9 and _"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: \"a\\nb\", weight: 100, tests: [{tag: t}]}\n",
       "problem.yaml:7: groups[0].name: 'a b', allowed are a-z, 0-9 and _"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 50, tests: [{tag: t}]}\n"
                              "  - {name: a, weight: 50, tests: [{tag: t}]}\n",
       "problem.yaml:8: groups[1].name: 'a' is the name of an earlier group"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 50, after: b, tests: [{tag: t}]}\n"
                              "  - {name: b, weight: 50, tests: [{tag: t}]}\n",
       "problem.yaml:7: groups[0].after: 'b' is no group before this one"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, after: a, tests: [{tag: t}]}\n",
       "problem.yaml:7: groups[0].after: 'a' is no group before this one"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: []}\n",
       "problem.yaml:7: groups[0].tests: 0 items, allowed are 1 to 256"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: [{count: 2}]}\n",
       "problem.yaml:7: groups[0].tests[0]: tag is missing"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: [{tag: t, count: 0}]}\n",
       "problem.yaml:7: groups[0].tests[0].count: 0, allowed are 1 to 512 tests"},
      {HEAD SIGNATURE CHECKER
       "groups:\n  - {name: a, weight: 100, tests: [{tag: t, count: 500}, {tag: u, count: 13}]}\n",
       "problem.yaml:7: groups[0].tests: 513 tests so far, the limit of a question is 512"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: [{tag: t, size: -1}]}\n",
       "problem.yaml:7: groups[0].tests[0].size: -1, allowed are 0 to 4294967296"},
      {HEAD SIGNATURE CHECKER
       "groups:\n  - {name: a, weight: 100, tests: [{tag: t, cpu: {c: 0}}]}\n",
       "problem.yaml:7: groups[0].tests[0].cpu.c: '0', expected a number from 0.01 to 60 s"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: [{tag: t, public: 1}]}\n",
       "problem.yaml:7: groups[0].tests[0].public: '1', expected true or false"},
      {HEAD SIGNATURE CHECKER "groups:\n  - {name: a, weight: 100, tests: [{tag: t, sise: 1}]}\n",
       "problem.yaml:7: groups[0].tests[0].sise: unknown key"},
      {HEAD SIGNATURE CHECKER GROUPS "author: me\n", "problem.yaml:8: author: unknown key"},
      {HEAD SIGNATURE CHECKER "groups: {a: 1}\n",
       "problem.yaml:6: groups: a mapping, expected a list"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct manifest *manifest = NULL;
    struct err err;
    const char *expected = rows[i].message;
    size_t length = strlen(expected);
    if (manifest_read("problem.yaml", rows[i].text, strlen(rows[i].text), &manifest, &err) == 0)
      fail_msg("accepted:\n%s", rows[i].text);
    assert_null(manifest);
    bool begins = expected[length - 1] == ' ';
    if (strncmp(err.message, expected, length) != 0 || (!begins && err.message[length]))
      fail_msg("%s\n  says: %s\n  not:  %s", rows[i].text, err.message, expected);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_is_read),
      cmocka_unit_test(what_is_not_said_has_its_default),
      cmocka_unit_test(value_for_one_language_leaves_the_others_default),
      cmocka_unit_test(tolerance_classes_are_known_by_name),
      cmocka_unit_test(checker_is_told_what_the_manifest_says),
      cmocka_unit_test(refusals_name_file_line_field_limit_and_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
