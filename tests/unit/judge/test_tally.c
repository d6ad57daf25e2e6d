/* From tests' verdicts to the submission's: what is skipped, what passes, what decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/plan.c"
#include "daemon/judge/tally.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* A test's verdict as one letter; '-' is a test that was not run. */
static const struct {
  char letter;
  enum verdict verdict;
} letters[] = {
    {'A', VERDICT_ACCEPTED},           {'W', VERDICT_WRONG_ANSWER},
    {'T', VERDICT_TIME_LIMIT},         {'M', VERDICT_MEMORY_LIMIT},
    {'O', VERDICT_OUTPUT_LIMIT},       {'R', VERDICT_RUNTIME_ERROR},
    {'F', VERDICT_BAD_OUTPUT},         {'U', VERDICT_INPUT_MUTATED},
    {'N', VERDICT_NONDETERMINISTIC},   {'C', VERDICT_COMPILE_ERROR},
    {'S', VERDICT_SECURITY_VIOLATION}, {'-', VERDICT_SKIPPED},
    {'I', VERDICT_INTERNAL_ERROR},
};

static enum verdict verdict_of(char letter) {
  for (size_t i = 0; i < ROWS(letters); i++)
    if (letters[i].letter == letter) return letters[i].verdict;
  fail_msg("no verdict is written '%c'", letter);
  return VERDICT_NONE;
}

struct question {
  struct manifest *manifest;
  struct plan *plan;
  struct tally *tally;
};

static int setup(void **state) {
  struct question *question = calloc(1, sizeof *question);
  question->manifest = calloc(1, sizeof *question->manifest);
  question->plan = calloc(1, sizeof *question->plan);
  question->tally = calloc(1, sizeof *question->tally);
  *state = question;
  return 0;
}

static int teardown(void **state) {
  struct question *question = *state;
  free(question->manifest);
  free(question->plan);
  free(question->tally);
  free(question);
  return 0;
}

/* "60!" is a required group with this weight, "40<0" one that comes after group 0. */
static const char *read_group(const char *text, struct manifest_group *group) {
  char *end;
  group->weight = (uint32_t)strtoul(text, &end, 10);
  group->required = *end == '!';
  end += *end == '!';
  group->after = *end == '<' ? (int32_t)strtol(end + 1, &end, 10) : -1;
  return end;
}

/* A word of `tests` for each group, a letter for each of its tests. */
static void ask(struct question *question, const char *groups, const char *tests) {
  struct manifest *manifest = question->manifest;
  memset(manifest, 0, sizeof *manifest);
  for (const char *word = tests; *word;) {
    uint32_t length = (uint32_t)strcspn(word, " "), group = manifest->group_count++;
    groups = read_group(groups, &manifest->groups[group]);
    manifest->rows[manifest->row_count++] = (struct manifest_row){.group = group, .count = length};
    word += length;
    word += *word == ' ';
  }
  plan_make(manifest, LANGUAGE_C, question->plan);
  tally_begin(question->tally, question->plan);
}

/* Grades: each test that is not skipped gets its letter's verdict. Writes what was run. */
static void answer(struct question *question, const char *tests, char *ran) {
  uint32_t test = 0;
  for (const char *at = tests; *at; at++, ran++) {
    *ran = *at;
    if (*at == ' ') continue;
    if (tally_skips(question->tally, test)) *ran = '-';
    tally_note(question->tally, test++, verdict_of(*ran));
  }
  *ran = '\0';
}

struct row {
  const char *what;
  const char *groups, *tests; /* what each test would get */
  const char *ran;            /* NULL: all of them */
  enum verdict verdict;
  double score;
  int decisive;
  const char *passed; /* a letter a group: + or - */
};

static bool is_as_expected(const struct row *row, const char *ran,
                           const struct tally_result *result) {
  const char *expected = row->ran ? row->ran : row->tests;
  for (size_t i = 0; row->passed[i]; i++)
    if (result->passed[i] != (row->passed[i] == '+')) return false;
  return strcmp(ran, expected) == 0 && result->verdict == row->verdict &&
         result->score == row->score && result->decisive == row->decisive;
}

static void expect_rows(struct question *question, const struct row *rows, size_t count) {
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    const struct row *row = &rows[i];
    struct tally_result result;
    char ran[64];
    ask(question, row->groups, row->tests);
    answer(question, row->tests, ran);
    tally_finish(question->tally, &result);
    if (is_as_expected(row, ran, &result)) continue;
    wrong++;
    print_error("%s\n  ran '%s': %s, score %g, decided by %d, passed %d%d%d%d\n", row->what, ran,
                verdict_name(result.verdict), result.score, result.decisive, result.passed[0],
                result.passed[1], result.passed[2], result.passed[3]);
  }
  assert_int_equal(wrong, 0);
}

static void required_groups_decide(void **state) {
  static const struct row rows[] = {
      {"everything passes", "60! 40", "AA AA", NULL, VERDICT_ACCEPTED, 100, -1, "++"},
      {"one test of a required group fails", "60! 40", "AW AA", NULL, VERDICT_WRONG_ANSWER, 40, 1,
       "-+"},
      {"an optional group fails", "60! 40", "AA AR", NULL, VERDICT_PARTIAL, 60, 3, "+-"},
      {"both fail: the required one decides, though the other is worse", "60! 40", "AW RA", NULL,
       VERDICT_WRONG_ANSWER, 0, 1, "--"},
      {"the optional one comes first, the required one decides", "40 60!", "RA AN", NULL,
       VERDICT_NONDETERMINISTIC, 0, 3, "--"},
      {"the worst of two required groups decides", "30! 70!", "WA AF", NULL, VERDICT_BAD_OUTPUT, 0,
       3, "--"},
      {"of equal ones the first decides", "30! 70!", "AW WW", NULL, VERDICT_WRONG_ANSWER, 0, 1,
       "--"},
      {"a required group without weight", "0! 100", "W A", NULL, VERDICT_WRONG_ANSWER, 100, 0,
       "-+"},
      {"weights of groups that passed are the score", "10! 20 30 40", "A W A A", NULL,
       VERDICT_PARTIAL, 80, 1, "+-++"},
  };
  expect_rows(*state, rows, ROWS(rows));
}

static void where_nothing_is_required_one_group_makes_it_partial(void **state) {
  static const struct row rows[] = {
      {"the first passes", "50 50", "A W", NULL, VERDICT_PARTIAL, 50, 1, "+-"},
      {"all pass", "50 50", "A A", NULL, VERDICT_ACCEPTED, 100, -1, "++"},
      {"one passes", "50 50", "W A", NULL, VERDICT_PARTIAL, 50, 0, "-+"},
      {"one passes that weighs nothing", "100 0", "W A", NULL, VERDICT_PARTIAL, 0, 0, "-+"},
      {"none passes: the worst of all", "50 50", "AW UA", NULL, VERDICT_INPUT_MUTATED, 0, 2, "--"},
      {"a part of a group is nothing", "100", "AAAAAW", NULL, VERDICT_WRONG_ANSWER, 0, 5, "-"},
  };
  expect_rows(*state, rows, ROWS(rows));
}

static void time_and_memory_limits_skip_the_rest_of_their_group(void **state) {
  static const struct row rows[] = {
      {"time", "50! 50", "ATAA AA", "AT-- AA", VERDICT_TIME_LIMIT, 50, 1, "-+"},
      {"memory", "50! 50", "MAAA AA", "M--- AA", VERDICT_MEMORY_LIMIT, 50, 0, "-+"},
      {"in a group that is not required", "50! 50", "AA TA", "AA T-", VERDICT_PARTIAL, 50, 2, "+-"},
      {"other failures skip nothing", "50! 50", "WROFUN WA", NULL, VERDICT_RUNTIME_ERROR, 0, 1,
       "--"},
      {"what was skipped might have been worse, and is not counted", "100!", "WTR", "WT-",
       VERDICT_TIME_LIMIT, 0, 1, "-"},
  };
  expect_rows(*state, rows, ROWS(rows));
}

static void groups_that_come_after_a_failed_one_are_skipped(void **state) {
  static const struct row rows[] = {
      {"as soon as one test failed", "50! 50<0", "AW AA", "AW --", VERDICT_WRONG_ANSWER, 0, 1,
       "--"},
      {"not after one that passed", "50! 50<0", "AA AW", NULL, VERDICT_PARTIAL, 50, 3, "+-"},
      {"and what comes after a skipped one", "20 30<0 40<1 10", "W A A A", "W - - A",
       VERDICT_PARTIAL, 10, 0, "---+"},
      {"a required one that was skipped: the reason decides", "20 80!<0", "AF AA", "AF --",
       VERDICT_BAD_OUTPUT, 0, 1, "--"},
      {"the reason may be two groups before", "10 10<0 80!<1", "U A A", "U - -",
       VERDICT_INPUT_MUTATED, 0, 0, "---"},
      {"others do not decide, though they are worse", "10 10 80!<0", "W R A", "W R -",
       VERDICT_WRONG_ANSWER, 0, 0, "---"},
  };
  expect_rows(*state, rows, ROWS(rows));
}

static void compile_errors_and_security_violations_end_it_all(void **state) {
  static const struct row rows[] = {
      {"it cannot be loaded", "50! 50", "CA AA", "C- --", VERDICT_COMPILE_ERROR, 0, 0, "--"},
      {"a refused system call", "50! 50", "AS AA", "AS --", VERDICT_SECURITY_VIOLATION, 0, 1, "--"},
      {"in a group that is not required, when all others passed", "50! 50", "AA AS", NULL,
       VERDICT_SECURITY_VIOLATION, 50, 3, "+-"},
      {"it decides before an earlier failure of a required group", "50! 50", "RA SA", "RA S-",
       VERDICT_SECURITY_VIOLATION, 0, 2, "--"},
      {"a compile error late in a group that is not required", "50! 50", "WA AC", NULL,
       VERDICT_COMPILE_ERROR, 0, 3, "--"},
  };
  expect_rows(*state, rows, ROWS(rows));
}

/* Catalogue 1.2, with output_limit, security_violation and internal_error beside it. */
static void of_two_verdicts_the_earlier_in_the_catalogue_decides(void **state) {
  static const char order[] = "ICSRTMOFUNW";
  static const char one[] = "100!";
  struct question *question = *state;
  for (size_t worse = 0; order[worse]; worse++)
    for (size_t better = worse + 1; order[better]; better++)
      for (int swapped = 0; swapped < 2; swapped++) {
        struct tally_result result;
        char a = order[swapped ? better : worse], b = order[swapped ? worse : better];
        ask(question, one, "xx");
        tally_note(question->tally, 0, verdict_of(a));
        tally_note(question->tally, 1, verdict_of(b));
        tally_finish(question->tally, &result);
        if (result.verdict != verdict_of(order[worse]) || result.decisive != swapped)
          fail_msg("of %c and %c: %s of test %d", a, b, verdict_name(result.verdict),
                   result.decisive);
      }
}

static void nothing_is_skipped_before_anything_is_known(void **state) {
  static const char groups[] = "50! 50<0";
  struct question *question = *state;
  ask(question, groups, "xxx xx");
  for (uint32_t i = 0; i < 5; i++) assert_false(tally_skips(question->tally, i));
  tally_note(question->tally, 0, VERDICT_ACCEPTED);
  for (uint32_t i = 1; i < 5; i++) assert_false(tally_skips(question->tally, i));
  tally_note(question->tally, 1, VERDICT_TIME_LIMIT);
  for (uint32_t i = 2; i < 5; i++) assert_true(tally_skips(question->tally, i));
}

static void a_new_submission_knows_nothing_of_the_one_before(void **state) {
  static const char groups[] = "50! 50<0";
  struct question *question = *state;
  struct tally_result result;
  char ran[8];
  ask(question, groups, "WW A");
  answer(question, "WW A", ran);
  assert_string_equal(ran, "WW -");
  ask(question, groups, "AA A");
  for (uint32_t i = 0; i < 3; i++) assert_false(tally_skips(question->tally, i));
  answer(question, "SA A", ran);
  assert_string_equal(ran, "S- -");
  ask(question, groups, "AA A");
  answer(question, "AA A", ran);
  tally_finish(question->tally, &result);
  assert_string_equal(ran, "AA A");
  assert_int_equal(result.verdict, VERDICT_ACCEPTED);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(required_groups_decide),
      TEST(where_nothing_is_required_one_group_makes_it_partial),
      TEST(time_and_memory_limits_skip_the_rest_of_their_group),
      TEST(groups_that_come_after_a_failed_one_are_skipped),
      TEST(compile_errors_and_security_violations_end_it_all),
      TEST(of_two_verdicts_the_earlier_in_the_catalogue_decides),
      TEST(nothing_is_skipped_before_anything_is_known),
      TEST(a_new_submission_knows_nothing_of_the_one_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
