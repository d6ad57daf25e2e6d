/* Programs kept by content, and which of them go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/program.c"

#define MEBIBYTE (1024u * 1024u)

static int setup(void **state) {
  *state = calloc(1, sizeof(struct programs));
  return *state ? 0 : -1;
}

static int teardown(void **state) {
  programs_clear(*state);
  free(*state);
  return 0;
}

static const uint8_t *key_of(uint32_t number) {
  static uint8_t key[DIGEST_SIZE];
  memset(key, 0, sizeof key);
  for (int i = 0; i < 4; i++) key[DIGEST_SIZE - 1 - i] = (uint8_t)(number >> 8 * i);
  key[0] = 1;
  return key;
}

static const struct program *add(struct programs *programs, uint32_t number, size_t length) {
  struct program *program = calloc(1, sizeof *program);
  memcpy(program->key, key_of(number), DIGEST_SIZE);
  program->built = program->lasting = true;
  program->data = malloc(length + 1);
  program->length = length;
  program->warnings = number;
  program->diagnostics = strdup("x");
  const struct program *added = programs_add(programs, &program);
  assert_null(program); /* taken over */
  return added;
}

static bool is_there(struct programs *programs, uint32_t number) {
  const struct program *program = programs_find(programs, key_of(number));
  if (program) assert_int_equal(program->warnings, number);
  return program != NULL;
}

static size_t count_rows(const struct programs *programs) {
  size_t count = 0;
  for (size_t i = 0; i < PROGRAMS_MAX; i++) count += programs->rows[i].program != NULL;
  return count;
}

static void a_program_is_found_by_its_content(void **state) {
  assert_false(is_there(*state, 1));
  const struct program *one = add(*state, 1, 10), *two = add(*state, 2, 0);
  assert_ptr_equal(programs_find(*state, key_of(1)), one);
  assert_ptr_equal(programs_find(*state, key_of(2)), two);
  assert_false(is_there(*state, 3));
}

static void a_full_store_drops_the_least_used(void **state) {
  for (uint32_t i = 0; i < PROGRAMS_MAX; i++) add(*state, i, 10);
  assert_int_equal(count_rows(*state), PROGRAMS_MAX);
  assert_true(is_there(*state, 0)); /* used now: 1 is the least used */
  add(*state, 1000, 10);
  assert_false(is_there(*state, 1));
  assert_true(is_there(*state, 0));
  assert_true(is_there(*state, 2));
  assert_true(is_there(*state, 1000));
  assert_int_equal(count_rows(*state), PROGRAMS_MAX);
  add(*state, 1001, 10);
  assert_false(is_there(*state, 3));
  assert_true(is_there(*state, 4));
}

static void as_many_go_as_a_large_program_needs(void **state) {
  for (uint32_t i = 0; i < 12; i++) add(*state, i, 8 * MEBIBYTE); /* 96 MiB: just all */
  assert_int_equal(count_rows(*state), 12);
  add(*state, 100, 16 * MEBIBYTE);
  assert_int_equal(count_rows(*state), 11);
  assert_false(is_there(*state, 0));
  assert_false(is_there(*state, 1));
  assert_true(is_there(*state, 2));
  add(*state, 101, 1);
  assert_int_equal(count_rows(*state), 11); /* 3 went: 2 had just been used */
  assert_false(is_there(*state, 3));
  assert_true(is_there(*state, 2));
}

/* The reference and the candidate are both in use while a third is compiled. */
static void the_last_ones_stay_whatever_their_size(void **state) {
  const struct program *first = add(*state, 1, 40 * MEBIBYTE);
  for (uint32_t i = 2; i < 2 + PROGRAMS_KEPT - 1; i++) {
    add(*state, i, 40 * MEBIBYTE);
    assert_int_equal(first->warnings, 1);
  }
  assert_true(is_there(*state, 2));
  assert_int_equal(count_rows(*state), PROGRAMS_KEPT);
  add(*state, 100, 200 * MEBIBYTE);
  assert_int_equal(count_rows(*state), PROGRAMS_KEPT);
  assert_false(is_there(*state, 1));
  assert_true(is_there(*state, 2));
  assert_true(is_there(*state, 100));
}

/* Puts a number to the front; what was there moves on, the last one is forgotten. */
static void hold(uint32_t held[static PROGRAMS_KEPT - 1], uint32_t number) {
  size_t at = 0;
  while (at < PROGRAMS_KEPT - 2 && held[at] != number) at++;
  memmove(held + 1, held, at * sizeof held[0]);
  held[0] = number;
}

static bool is_kept(const struct programs *programs, uint32_t number) {
  for (size_t i = 0; i < PROGRAMS_MAX; i++)
    if (programs->rows[i].program && programs->rows[i].program->warnings == number) return true;
  return false;
}

/* program.h promises it to whoever holds what the store returned, by add or by find. */
static void what_was_returned_stays_until_enough_others_came(void **state) {
  unsigned seed = 20260303;
  uint32_t next = 1, held[PROGRAMS_KEPT - 1] = {0};
  for (int i = 0; i < 2000; i++) {
    uint32_t number = next;
    if (next > 20 && rand_r(&seed) % 3 > 0) number -= 1 + (uint32_t)rand_r(&seed) % 20;
    if (number == next)
      add(*state, next++, (size_t)(rand_r(&seed) % 40) * MEBIBYTE);
    else if (!is_there(*state, number))
      continue;
    hold(held, number);
    for (size_t k = 0; k < PROGRAMS_KEPT - 1; k++)
      assert_true(held[k] == 0 || is_kept(*state, held[k]));
  }
}

static void a_cleared_store_is_empty_and_can_be_used_again(void **state) {
  add(*state, 1, 10);
  programs_clear(*state);
  assert_int_equal(count_rows(*state), 0);
  assert_false(is_there(*state, 1));
  add(*state, 1, 10);
  assert_true(is_there(*state, 1));
}

static void freeing_nothing_is_no_error(void **state) {
  (void)state;
  struct program *program = NULL;
  program_free(&program);
  assert_null(program);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_program_is_found_by_its_content),
      TEST(a_full_store_drops_the_least_used),
      TEST(as_many_go_as_a_large_program_needs),
      TEST(the_last_ones_stay_whatever_their_size),
      TEST(what_was_returned_stays_until_enough_others_came),
      TEST(a_cleared_store_is_empty_and_can_be_used_again),
      TEST(freeing_nothing_is_no_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
