/* The bounds of what waits and of what is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/signer/admit.c"
#include "daemon/signer/signed.c"

static struct accept_half accept_half(uint64_t sequence) {
  return (struct accept_half){.job = {sequence, 1}, .tenant = "acme", .id = "a"};
}

static struct verdict_half verdict_half(uint64_t sequence) {
  return (struct verdict_half){.job = {sequence, 1}, .verdict = VERDICT_ACCEPTED};
}

static void the_oldest_half_makes_room(void **state) {
  (void)state;
  struct admit *admit;
  struct admit_pair pair;
  bool ready;
  assert_int_equal(admit_open(&admit, NULL), 0);
  log_open("test", (enum log_level)0);
  for (uint64_t i = 1; i <= ADMIT_PENDING_MAX + 2; i++) {
    struct accept_half half = accept_half(i);
    assert_int_equal(admit_accept(admit, &half, &pair, &ready, NULL), 0);
    assert_false(ready);
  }
  assert_int_equal(admit->count, ADMIT_PENDING_MAX);
  for (uint64_t i = 1; i <= 4; i++) {
    struct verdict_half half = verdict_half(i);
    assert_int_equal(admit_verdict(admit, &half, &pair, &ready, NULL), 0);
    /* 1 and 2 were dropped; waiting for their other half, they each drop one more: 3 and 4. */
    assert_false(ready);
  }
  struct verdict_half half = verdict_half(100);
  assert_int_equal(admit_verdict(admit, &half, &pair, &ready, NULL), 0);
  assert_true(ready);
  verdict_half_clear(&pair.verdict);
  admit_close(&admit);
}

static void waiting_verdicts_are_bounded_in_bytes(void **state) {
  (void)state;
  struct admit *admit;
  struct admit_pair pair;
  bool ready;
  assert_int_equal(admit_open(&admit, NULL), 0);
  log_open("test", (enum log_level)0);
  for (uint64_t i = 1; i <= 300; i++) {
    struct verdict_half half = verdict_half(i);
    half.test_count = LIMIT_TESTS;
    half.tests = calloc(LIMIT_TESTS, sizeof *half.tests);
    assert_int_equal(admit_verdict(admit, &half, &pair, &ready, NULL), 0);
    assert_in_range(admit->bytes, 1, ADMIT_PENDING_BYTES);
  }
  assert_in_range(admit->count, 50, 299);
  admit_close(&admit);
}

static void signed_attempts_are_remembered_up_to_the_bound(void **state) {
  (void)state;
  struct signed_set *set;
  assert_int_equal(signed_open(100, &set, NULL), 0);
  for (uint64_t i = 1; i <= 1000; i++) {
    const struct job_ref job = {i / 3, (uint32_t)(i % 3)};
    assert_false(signed_has(set, &job));
    signed_add(set, &job);
    for (uint64_t k = i > 120 ? i - 120 : 1; k <= i; k++) {
      const struct job_ref earlier = {k / 3, (uint32_t)(k % 3)};
      assert_int_equal(signed_has(set, &earlier), k + 100 > i);
    }
  }
  signed_close(&set);
}

static void sequence_and_attempt_are_not_confused(void **state) {
  (void)state;
  struct signed_set *set;
  const struct job_ref job = {1, 32}, like = {2, 1};
  assert_int_equal(signed_open(8, &set, NULL), 0);
  signed_add(set, &job);
  assert_false(signed_has(set, &like));
  assert_true(signed_has(set, &job));
  signed_close(&set);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_oldest_half_makes_room),
      cmocka_unit_test(waiting_verdicts_are_bounded_in_bytes),
      cmocka_unit_test(signed_attempts_are_remembered_up_to_the_bound),
      cmocka_unit_test(sequence_and_attempt_are_not_confused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
