/* Pauses grow, stay within their bounds, differ between clients, and honour the daemon's wish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above before it */
#include <cmocka.h>

#include "proto/client/retry.h"

static void pauses_double_up_to_the_limit_with_jitter_below(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 1000; seed++) {
    struct retry retry = retry_begin(100, 1500, seed);
    const uint64_t expected[] = {100, 200, 400, 800, 1500, 1500};
    for (int i = 0; i < 6; i++)
      assert_in_range(retry_next(&retry, 0), expected[i] / 2, expected[i]);
  }
}

static void clients_do_not_come_back_together(void **state) {
  (void)state;
  struct retry one = retry_begin(1000, 1000, 1), other = retry_begin(1000, 1000, 2);
  int same = 0;
  for (int i = 0; i < 100; i++) same += retry_next(&one, 0) == retry_next(&other, 0);
  assert_true(same < 10);
}

static void the_daemons_wish_is_a_minimum(void **state) {
  (void)state;
  struct retry retry = retry_begin(100, 1000, 7);
  assert_int_equal(retry_next(&retry, 5000), 5000);
  assert_true(retry_next(&retry, 1) > 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pauses_double_up_to_the_limit_with_jitter_below),
      cmocka_unit_test(clients_do_not_come_back_together),
      cmocka_unit_test(the_daemons_wish_is_a_minimum),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
