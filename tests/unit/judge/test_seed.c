/* Where a test's inputs come from. A result of years ago is replayed with its seed: these values
 * must never change.
 *
 * They are Python's, computed by:
 *
 *   import hashlib, hmac
 *   mac = lambda key, text: hmac.new(key, text, hashlib.sha256).digest()
 *   secret, question = bytes(range(32)), bytes(range(128, 160))
 *   for tenant, id in (b'acme', b'job-1'), (b'a', b'b'), (b't' * 64, b'i' * 64):
 *       print(mac(secret, tenant + b'\0' + id + b'\0' + question).hex())
 *   seed = bytes(range(32))
 *   for index in 0, 1, 258, 2**64 - 1:
 *       at = index.to_bytes(8, 'little')
 *       print(mac(seed, b'test' + at).hex(),
 *             '0x%016x' % int.from_bytes(mac(seed, b'nonce' + at)[:8], 'little')) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/judge/seed.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define T64 "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt"
#define I64 "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"

static const uint8_t secret[DIGEST_SIZE] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                            11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                            22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static void make_question(uint8_t digest[static DIGEST_SIZE]) {
  for (int i = 0; i < DIGEST_SIZE; i++) digest[i] = (uint8_t)(128 + i);
}

static void of_submission(const char *tenant, const char *id, uint8_t seed[static DIGEST_SIZE]) {
  uint8_t question[DIGEST_SIZE];
  make_question(question);
  assert_int_equal(seed_of_submission(secret, tenant, id, question, seed, NULL), 0);
}

static void a_submissions_seed_is_the_one_of_other_years(void **state) {
  (void)state;
  static const struct {
    const char *tenant, *id, *seed;
  } rows[] = {
      {"acme", "job-1", "e28a31fef7336a9bdbe3932c0bfa917b5dcf00eff2f7fc8777a890bd233a3ad8"},
      {"a", "b", "b30bb993368aef03857090cb8de74c055ba42c496daf08364dcb63f71703adc3"},
      {T64, I64, "2b9819c4e41915ad00433bf110734d293e328a958f00d1d17d8df47f42173c74"}, /* longest */
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    uint8_t seed[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    of_submission(rows[i].tenant, rows[i].id, seed);
    bytes_to_hex(seed, sizeof seed, hex);
    assert_string_equal(hex, rows[i].seed);
  }
}

static void a_tests_seed_and_nonce_are_the_ones_of_other_years(void **state) {
  (void)state;
  static const struct {
    uint64_t index;
    const char *seed;
    uint64_t nonce;
  } rows[] = {
      {0, "fcfaefaf1f9e437108a496c4b06b42217c8dc668f1899c0fd6114d8fd212299f", 0x942da78582a0ca57},
      {1, "25c911dba5d8922a1a5450e3421eb451a316d43f6b04427dc7d78a3d0b954ebb", 0x555e5d4d86602b3e},
      {258, "468f0b620acad126db7b2d54ab345a18f3a8b7871353d93f84e2699e5fda22c9", 0xcef4d3067b22fe77},
      {UINT64_MAX, "5264a4e34ee3170d2b15a97da067abf0abc17d024af0f95fa89d2a8ac1b8c289",
       0xb5284f2f30734590},
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    uint8_t seed[DIGEST_SIZE];
    char hex[DIGEST_HEX];
    uint64_t nonce = 0;
    assert_int_equal(seed_of_test(secret, rows[i].index, seed, &nonce, NULL), 0);
    bytes_to_hex(seed, sizeof seed, hex);
    assert_string_equal(hex, rows[i].seed);
    assert_true(nonce == rows[i].nonce);
  }
}

static void the_same_submission_has_the_same_seed_again(void **state) {
  (void)state;
  uint8_t one[DIGEST_SIZE], again[DIGEST_SIZE];
  of_submission("acme", "job-1", one);
  of_submission("acme", "job-1", again);
  assert_memory_equal(one, again, DIGEST_SIZE);
}

static void whatever_differs_the_seed_differs(void **state) {
  (void)state;
  static const struct {
    const char *tenant, *id;
  } others[] = {
      {"acme", "job-2"}, {"acmf", "job-1"}, {"acmej", "ob-1"}, {"acme", ""}, {"", "acme"}};
  uint8_t seed[DIGEST_SIZE], other[DIGEST_SIZE], question[DIGEST_SIZE], key[DIGEST_SIZE];
  of_submission("acme", "job-1", seed);
  for (size_t i = 0; i < ROWS(others); i++) {
    of_submission(others[i].tenant, others[i].id, other);
    assert_memory_not_equal(seed, other, DIGEST_SIZE);
  }
  make_question(question);
  for (size_t i = 0; i < DIGEST_SIZE; i++) { /* every byte counts */
    question[i] ^= 1;
    assert_int_equal(seed_of_submission(secret, "acme", "job-1", question, other, NULL), 0);
    assert_memory_not_equal(seed, other, DIGEST_SIZE);
    question[i] ^= 1;
    memcpy(key, secret, sizeof key);
    key[i] ^= 1;
    assert_int_equal(seed_of_submission(key, "acme", "job-1", question, other, NULL), 0);
    assert_memory_not_equal(seed, other, DIGEST_SIZE);
  }
}

struct drawn {
  uint8_t seed[DIGEST_SIZE];
  uint64_t nonce;
};

static int by_seed(const void *a, const void *b) { return memcmp(a, b, DIGEST_SIZE); }

static int by_nonce(const void *a, const void *b) {
  const struct drawn *one = a, *other = b;
  return (one->nonce > other->nonce) - (one->nonce < other->nonce);
}

static void no_two_tests_share_a_seed_or_a_nonce(void **state) {
  (void)state;
  enum { SUBMISSIONS = 8, ALL = SUBMISSIONS * LIMIT_TESTS };
  struct drawn *drawn = calloc(ALL, sizeof *drawn);
  for (size_t i = 0; i < ALL; i++) {
    uint8_t submission[DIGEST_SIZE];
    char id[] = {(char)('a' + i / LIMIT_TESTS), '\0'};
    of_submission("acme", id, submission);
    assert_int_equal(
        seed_of_test(submission, i % LIMIT_TESTS, drawn[i].seed, &drawn[i].nonce, NULL), 0);
  }
  qsort(drawn, ALL, sizeof *drawn, by_seed);
  for (size_t i = 1; i < ALL; i++) assert_true(by_seed(&drawn[i - 1], &drawn[i]) != 0);
  qsort(drawn, ALL, sizeof *drawn, by_nonce);
  for (size_t i = 1; i < ALL; i++) assert_true(by_nonce(&drawn[i - 1], &drawn[i]) != 0);
  free(drawn);
}

static void a_name_that_is_too_long_is_an_error(void **state) {
  (void)state;
  uint8_t question[DIGEST_SIZE], seed[DIGEST_SIZE] = {7};
  struct err err;
  make_question(question);
  assert_int_equal(seed_of_submission(secret, T64 "t", I64, question, seed, &err), -ERR_LIMIT);
  assert_int_equal(seed[0], 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_submissions_seed_is_the_one_of_other_years),
      cmocka_unit_test(a_tests_seed_and_nonce_are_the_ones_of_other_years),
      cmocka_unit_test(the_same_submission_has_the_same_seed_again),
      cmocka_unit_test(whatever_differs_the_seed_differs),
      cmocka_unit_test(no_two_tests_share_a_seed_or_a_nonce),
      cmocka_unit_test(a_name_that_is_too_long_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
