/* What the reference solutions needed on this host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/references.c"

static const uint8_t question[DIGEST_SIZE] = {1}, version_2[DIGEST_SIZE] = {1, [31] = 1};

static int setup(void **state) {
  *state = calloc(1, sizeof(struct references));
  return *state ? 0 : -1;
}

static int teardown(void **state) {
  free(*state);
  return 0;
}

static void nothing_is_known_at_first(void **state) {
  const uint8_t zero[DIGEST_SIZE] = {0};
  assert_int_equal(references_known(*state, question, LANGUAGE_C, 0), 0);
  assert_int_equal(references_known(*state, zero, LANGUAGE_C, 0), 0);
}

static void the_largest_of_the_last_samples_counts(void **state) {
  static const struct {
    uint64_t noted, known;
  } rows[] = {{50, 50}, {90, 90}, {10, 90}, {20, 90}, {30, 90}, {40, 40}, {5, 40},
              {6, 40},  {7, 40},  {8, 8},   {1, 8},   {1, 8},   {1, 8},   {1, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    references_note(*state, question, LANGUAGE_C, 3, rows[i].noted);
    assert_int_equal(references_known(*state, question, LANGUAGE_C, 3), rows[i].known);
  }
}

static void versions_languages_and_rows_are_apart(void **state) {
  references_note(*state, question, LANGUAGE_C, 3, 10);
  references_note(*state, version_2, LANGUAGE_C, 3, 20);
  references_note(*state, question, LANGUAGE_PYTHON, 3, 30);
  references_note(*state, question, LANGUAGE_C, 4, 40);
  assert_int_equal(references_known(*state, question, LANGUAGE_C, 3), 10);
  assert_int_equal(references_known(*state, version_2, LANGUAGE_C, 3), 20);
  assert_int_equal(references_known(*state, question, LANGUAGE_PYTHON, 3), 30);
  assert_int_equal(references_known(*state, question, LANGUAGE_C, 4), 40);
  assert_int_equal(references_known(*state, version_2, LANGUAGE_PYTHON, 3), 0);
}

static void the_first_noted_make_room(void **state) {
  for (uint32_t row = 0; row < REFERENCES_ROWS; row++) {
    references_note(*state, question, LANGUAGE_C, row, 1000 + row);
    references_note(*state, question, LANGUAGE_C, row, row + 1); /* takes no row of its own */
  }
  for (uint32_t row = 0; row < REFERENCES_ROWS; row++)
    assert_int_equal(references_known(*state, question, LANGUAGE_C, row), 1000 + row);
  for (uint32_t row = 0; row < 3; row++) references_note(*state, version_2, LANGUAGE_C, row, 7);
  for (uint32_t row = 0; row < REFERENCES_ROWS; row++)
    assert_int_equal(references_known(*state, question, LANGUAGE_C, row), row < 3 ? 0 : 1000 + row);
  assert_int_equal(references_known(*state, version_2, LANGUAGE_C, 2), 7);
}

/* An entry that is replaced leaves none of its samples behind. */
static void a_new_entry_knows_only_its_own_samples(void **state) {
  for (uint32_t i = 0; i < REFERENCES_SAMPLES; i++)
    references_note(*state, question, LANGUAGE_C, 0, 999);
  for (uint32_t row = 1; row <= REFERENCES_ROWS; row++)
    references_note(*state, question, LANGUAGE_C, row, 5);
  assert_int_equal(references_known(*state, question, LANGUAGE_C, REFERENCES_ROWS), 5);
  assert_int_equal(references_known(*state, question, LANGUAGE_C, 0), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(nothing_is_known_at_first),
      TEST(the_largest_of_the_last_samples_counts),
      TEST(versions_languages_and_rows_are_apart),
      TEST(the_first_noted_make_room),
      TEST(a_new_entry_knows_only_its_own_samples),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
