/* Rubric rows: only what was measured, with its evidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/evidence.c"
#include "daemon/judge/text.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define ROOM 8u

struct fixture {
  struct verdict_half half;
  struct plan plan;
  struct program program;
};

static int setup(void **state) {
  struct fixture *fixture = calloc(1, sizeof *fixture);
  fixture->half.groups = calloc(ROOM, sizeof *fixture->half.groups);
  fixture->half.tests = calloc(ROOM, sizeof *fixture->half.tests);
  fixture->plan.language = LANGUAGE_PYTHON;
  fixture->program.built = true;
  *state = fixture;
  return 0;
}

static int teardown(void **state) {
  struct fixture *fixture = *state;
  verdict_half_clear(&fixture->half);
  free(fixture);
  return 0;
}

static void add_group(struct fixture *fixture, const char *name, double weight, bool required,
                      bool passed) {
  struct group_row *group = &fixture->half.groups[fixture->half.group_count++];
  *group = (struct group_row){.weight = weight, .required = required, .passed = passed};
  snprintf(group->name, sizeof group->name, "%s", name);
}

static void add_test(struct fixture *fixture, const char *group, const char *tag,
                     enum verdict verdict, uint64_t cpu_ns) {
  struct test_row *test = &fixture->half.tests[fixture->half.test_count++];
  *test = (struct test_row){.verdict = verdict, .cpu_ns = cpu_ns, .cpu_limit_ns = 2000};
  snprintf(test->group, sizeof test->group, "%s", group);
  snprintf(test->tag, sizeof test->tag, "%s", tag);
}

static const struct rubric_row *find_row(struct fixture *fixture, const char *name) {
  evidence_collect(&fixture->plan, &fixture->program, &fixture->half);
  const struct rubric_row *found = NULL;
  for (uint32_t i = 0; i < fixture->half.rubric_count; i++)
    if (strcmp(fixture->half.rubric[i].name, name) == 0) {
      assert_null(found); /* once */
      found = &fixture->half.rubric[i];
    }
  return found;
}

static void expect_row(struct fixture *fixture, const char *name, double score,
                       const char *evidence) {
  const struct rubric_row *row = find_row(fixture, name);
  if (!row) fail_msg("%s is missing", name);
  if (row->score < score - 1e-9 || row->score > score + 1e-9)
    fail_msg("%s: score %g, expected %g", name, row->score, score);
  assert_string_equal(row->evidence, evidence);
}

static void nothing_measured_gives_no_row(void **state) {
  struct fixture *fixture = *state;
  add_group(fixture, "values", 100, false, true);
  add_test(fixture, "values", "random", VERDICT_ACCEPTED, 10);
  evidence_collect(&fixture->plan, &fixture->program, &fixture->half);
  assert_int_equal(fixture->half.rubric_count, 0);
}

static void correctness_is_the_weight_of_required_groups_that_passed(void **state) {
  struct fixture *fixture = *state;
  add_group(fixture, "values", 30, true, true);
  expect_row(fixture, "correctness", 100, "1 of 1 required groups passed");
  add_group(fixture, "more", 50, true, false);
  expect_row(fixture, "correctness", 37.5, "1 of 2 required groups passed");
  add_group(fixture, "speed", 20, false, false);
  expect_row(fixture, "correctness", 37.5, "1 of 2 required groups passed");
}

static void required_groups_without_weight_say_nothing(void **state) {
  struct fixture *fixture = *state;
  add_group(fixture, "sample", 0, true, true);
  assert_null(find_row(fixture, "correctness"));
}

static void tests_are_counted_by_the_names_of_groups_and_tags(void **state) {
  struct fixture *fixture = *state;
  add_test(fixture, "edge_cases", "one", VERDICT_ACCEPTED, 10);
  add_test(fixture, "values", "empty", VERDICT_WRONG_ANSWER, 10);
  add_test(fixture, "edges", "empty", VERDICT_ACCEPTED, 10); /* both names: one test */
  add_test(fixture, "values", "random", VERDICT_WRONG_ANSWER, 10);
  add_test(fixture, "robust", "offset", VERDICT_RUNTIME_ERROR, 10);
  expect_row(fixture, "edge_cases", 200.0 / 3, "2 of 3 tests passed");
  expect_row(fixture, "numerical_robustness", 0, "0 of 1 tests passed");
  assert_null(find_row(fixture, "efficiency"));
}

static void a_test_that_was_not_run_is_no_evidence(void **state) {
  struct fixture *fixture = *state;
  add_test(fixture, "edge", "a", VERDICT_ACCEPTED, 10);
  add_test(fixture, "edge", "b", VERDICT_SKIPPED, 0);
  add_test(fixture, "speed", "c", VERDICT_SKIPPED, 0);
  expect_row(fixture, "edge_cases", 100, "1 of 1 tests passed");
  assert_null(find_row(fixture, "efficiency"));
}

static void efficiency_names_the_largest_share_of_a_limit(void **state) {
  struct fixture *fixture = *state;
  add_test(fixture, "scale", "a", VERDICT_ACCEPTED, 500);
  add_test(fixture, "scale", "b", VERDICT_ACCEPTED, 300);
  expect_row(fixture, "efficiency", 100,
             "2 of 2 tests passed, with at most 25 % of the CPU time limit");
  add_test(fixture, "scale", "c", VERDICT_TIME_LIMIT, 2001);
  add_test(fixture, "scale", "d", VERDICT_WRONG_ANSWER,
           1900); /* how fast it was wrong is no matter */
  expect_row(fixture, "efficiency", 50,
             "2 of 4 tests passed, with at most 25 % of the CPU time limit");
}

static void efficiency_without_a_passed_test_names_no_share(void **state) {
  struct fixture *fixture = *state;
  add_test(fixture, "speed", "a", VERDICT_TIME_LIMIT, 2001);
  expect_row(fixture, "efficiency", 0, "0 of 1 tests passed");
}

static void warnings_cost_points_in_c(void **state) {
  static const struct {
    uint32_t warnings;
    double score;
  } rows[] = {{0, 100}, {1, 90}, {3, 70}, {10, 0}, {11, 0}, {UINT32_MAX, 0}};
  struct fixture *fixture = *state;
  fixture->plan.language = LANGUAGE_C;
  for (size_t i = 0; i < ROWS(rows); i++) {
    char evidence[80];
    fixture->program.warnings = rows[i].warnings;
    snprintf(evidence, sizeof evidence, "%u compiler warnings with -Wall -Wextra",
             rows[i].warnings);
    expect_row(fixture, "code_hygiene", rows[i].score, evidence);
  }
}

static void python_and_programs_that_were_not_built_have_no_hygiene(void **state) {
  struct fixture *fixture = *state;
  assert_null(find_row(fixture, "code_hygiene"));
  fixture->plan.language = LANGUAGE_C;
  fixture->program.built = false;
  assert_null(find_row(fixture, "code_hygiene"));
}

static void all_rows_fit_and_come_in_their_order(void **state) {
  static const char *const names[] = {"correctness", "edge_cases", "numerical_robustness",
                                      "efficiency", "code_hygiene"};
  struct fixture *fixture = *state;
  fixture->plan.language = LANGUAGE_C;
  add_group(fixture, "values", 100, true, true);
  add_test(fixture, "edge", "large", VERDICT_ACCEPTED, 10); /* two subjects at once */
  add_test(fixture, "speed", "a", VERDICT_ACCEPTED, 10);
  for (int again = 0; again < 3; again++) {
    evidence_collect(&fixture->plan, &fixture->program, &fixture->half);
    assert_int_equal(fixture->half.rubric_count, ROWS(names));
    for (size_t i = 0; i < ROWS(names); i++)
      assert_string_equal(fixture->half.rubric[i].name, names[i]);
  }
}

static void a_word_is_named_whole_between_underscores(void **state) {
  (void)state;
  static const char *const words[] = {"edge", "nan", NULL};
  static const struct {
    const char *name;
    bool named;
  } rows[] = {{"edge", true},     {"edge_cases", true}, {"small_edge", true}, {"a_nan_b", true},
              {"with-nan", true}, {"_edge_", true},     {"__nan", true},      {"edges", false},
              {"nanny", false},   {"knowledge", false}, {"ed_ge", false},     {"EDGE", false},
              {"", false},        {"___", false},       {"e", false},         {"edge2", false}};
  for (size_t i = 0; i < ROWS(rows); i++)
    if (evidence_names(rows[i].name, words) != rows[i].named) fail_msg("%s", rows[i].name);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(nothing_measured_gives_no_row),
      TEST(correctness_is_the_weight_of_required_groups_that_passed),
      TEST(required_groups_without_weight_say_nothing),
      TEST(tests_are_counted_by_the_names_of_groups_and_tags),
      TEST(a_test_that_was_not_run_is_no_evidence),
      TEST(efficiency_names_the_largest_share_of_a_limit),
      TEST(efficiency_without_a_passed_test_names_no_share),
      TEST(warnings_cost_points_in_c),
      TEST(python_and_programs_that_were_not_built_have_no_hygiene),
      TEST(all_rows_fit_and_come_in_their_order),
      cmocka_unit_test(a_word_is_named_whole_between_underscores),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
