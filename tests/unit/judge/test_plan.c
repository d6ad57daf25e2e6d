/* From a question's manifest to the tests of one submission. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/judge/plan.c"

#define HEAD                                            \
  "name: Matrix product\nlevel: easy\nchecker: exact\n" \
  "signature: \"matmul(a: i64[M,K], b: i64[K,N]) -> i64[M,N]\"\n"

struct question {
  struct manifest *manifest;
  struct plan plan;
};

static int setup(void **state) {
  *state = calloc(1, sizeof(struct question));
  return *state ? 0 : -1;
}

static int teardown(void **state) {
  struct question *question = *state;
  manifest_free(&question->manifest);
  free(question);
  return 0;
}

static const struct plan *make(struct question *question, const char *text,
                               enum language language) {
  struct err err;
  manifest_free(&question->manifest);
  if (manifest_read("problem.yaml", text, strlen(text), &question->manifest, &err) < 0)
    fail_msg("%s", err.message);
  memset(&question->plan, 0xa5, sizeof question->plan);
  plan_make(question->manifest, language, &question->plan);
  return &question->plan;
}

static const char two_groups[] = HEAD
    "memory: {c: 64, python: 700}\n"
    "groups:\n"
    "  - name: values\n    weight: 60\n    required: true\n    tests:\n"
    "      - {tag: sample, public: true, cpu: 0.5}\n"
    "      - {tag: random, count: 3, twice: true, cpu: 0.5}\n"
    "  - name: speed\n    weight: 40\n    tests:\n"
    "      - {tag: scale, count: 2, size: {c: 512, python: 256}, cpu: {c: 2, python: 1.5}}\n";

static void each_row_gives_its_count_of_tests_in_order(void **state) {
  static const struct {
    uint32_t row, group, repeat;
  } expected[] = {{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {1, 0, 2}, {2, 1, 0}, {2, 1, 1}};
  const struct plan *plan = make(*state, two_groups, LANGUAGE_C);
  assert_int_equal(plan->count, 6);
  for (uint32_t i = 0; i < plan->count; i++) {
    assert_int_equal(plan->tests[i].row, expected[i].row);
    assert_int_equal(plan->tests[i].group, expected[i].group);
    assert_int_equal(plan->tests[i].repeat, expected[i].repeat);
    assert_int_equal(plan->tests[i].is_public, i == 0);
  }
}

static void sizes_and_limits_are_the_languages(void **state) {
  const struct plan *plan = make(*state, two_groups, LANGUAGE_C);
  assert_int_equal(plan->language, LANGUAGE_C);
  assert_int_equal(plan->memory_bytes, 64ull << 20);
  assert_int_equal(plan->tests[4].size, 512);
  assert_int_equal(plan->tests[4].cpu_floor_ns, 2 * CLOCK_SECOND);
  plan = make(*state, two_groups, LANGUAGE_PYTHON);
  assert_int_equal(plan->language, LANGUAGE_PYTHON);
  assert_int_equal(plan->memory_bytes, 700ull << 20);
  assert_int_equal(plan->tests[4].size, 256);
  assert_int_equal(plan->tests[4].cpu_floor_ns, 3 * CLOCK_SECOND / 2);
  assert_int_equal(plan->tests[0].size, 0);
  assert_int_equal(plan->tests[0].cpu_floor_ns, CLOCK_SECOND / 2);
}

static void memory_of_4_gib_does_not_wrap(void **state) {
  const struct plan *plan = make(
      *state, HEAD "memory: {c: 4096}\ngroups:\n  - {name: a, weight: 100, tests: [{tag: t}]}\n",
      LANGUAGE_C);
  assert_true(plan->memory_bytes == 4096ull << 20);
}

static void the_first_test_and_those_that_ask_for_it_run_twice(void **state) {
  const struct plan *plan = make(*state, two_groups, LANGUAGE_C);
  static const bool twice[] = {true, true, true, true, false, false};
  for (uint32_t i = 0; i < plan->count; i++) assert_int_equal(plan->tests[i].twice, twice[i]);
  plan = make(*state, HEAD "groups:\n  - {name: a, weight: 100, tests: [{tag: t, count: 3}]}\n",
              LANGUAGE_PYTHON);
  assert_true(plan->tests[0].twice);
  assert_false(plan->tests[1].twice || plan->tests[2].twice);
}

static void large_inputs_with_much_time_are_heavy(void **state) {
  const struct plan *plan = make(*state, two_groups, LANGUAGE_C);
  for (uint32_t i = 0; i < plan->count; i++) assert_int_equal(plan->tests[i].heavy, i >= 4);
  plan = make(*state, two_groups, LANGUAGE_PYTHON); /* 1.5 s only */
  for (uint32_t i = 0; i < plan->count; i++) assert_false(plan->tests[i].heavy);
  plan = make(*state, HEAD "groups:\n  - {name: a, weight: 100, tests: [{tag: t, cpu: 9}]}\n",
              LANGUAGE_C); /* no size */
  assert_false(plan->tests[0].heavy);
}

static void as_many_tests_as_a_result_can_hold(void **state) {
  const struct plan *plan =
      make(*state,
           HEAD
           "groups:\n  - {name: a, weight: 50, tests: [{tag: t, count: 500}]}\n"
           "  - {name: b, weight: 50, tests: [{tag: u, count: 12}]}\n",
           LANGUAGE_C);
  assert_int_equal(plan->count, LIMIT_TESTS);
  assert_int_equal(plan->tests[511].group, 1);
  assert_int_equal(plan->tests[511].repeat, 11);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(each_row_gives_its_count_of_tests_in_order),
      TEST(sizes_and_limits_are_the_languages),
      TEST(memory_of_4_gib_does_not_wrap),
      TEST(the_first_test_and_those_that_ask_for_it_run_twice),
      TEST(large_inputs_with_much_time_are_heavy),
      TEST(as_many_tests_as_a_result_can_hold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
