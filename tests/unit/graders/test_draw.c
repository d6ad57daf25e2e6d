/* Draws: the cases of every question follow from them, so they must never change silently. */
#include "tests/unit/graders/cmocka_all.h"

#include "graders/sdk/draw.h"

static const uint8_t seed[DRAW_SEED_SIZE] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                             11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                             22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static struct draw *begin(const uint8_t *with) {
  struct draw *draw;
  assert_int_equal(draw_new(with, &draw, NULL), 0);
  return draw;
}

static void bytes_are_the_chacha20_stream_of_the_seed(void **state) {
  (void)state;
  static const uint8_t zero_key_block[32] = {
      /* RFC 8439, appendix A.1, test vector 1: key 0, nonce 0, block counter 0 */
      0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a,
      0xe5, 0x53, 0x86, 0xbd, 0x28, 0xbd, 0xd2, 0x19, 0xb8, 0xa0, 0x8d,
      0xed, 0x1a, 0xa8, 0x36, 0xef, 0xcc, 0x8b, 0x77, 0x0d, 0xc7};
  static const uint8_t zeros[DRAW_SEED_SIZE];
  uint8_t got[32];
  struct draw *draw = begin(zeros);
  draw_bytes(draw, got, sizeof got);
  assert_memory_equal(got, zero_key_block, sizeof got);
  draw_free(&draw);
  assert_null(draw);
}

static void integers_of_a_seed_are_golden(void **state) {
  (void)state;
  static const uint64_t words[] = {0x6a19c5d97d2bfd39u, 0x494adcb87703bd8du, 0xcc6adebc6fd8358au,
                                   0x9224ead84c7dccb2u};
  static const uint64_t below[] = {707, 711, 381, 66, 296, 579};
  static const int64_t between[] = {-18, -28, -26, -22, -32, 33};
  struct draw *draw = begin(seed);
  for (size_t i = 0; i < 4; i++) assert_int_equal(draw_u64(draw), words[i]);
  for (size_t i = 0; i < 6; i++) assert_int_equal(draw_below(draw, 1000), below[i]);
  for (size_t i = 0; i < 6; i++) assert_int_equal(draw_between(draw, -50, 50), between[i]);
  draw_free(&draw);
}

static void floats_of_a_seed_are_golden(void **state) {
  (void)state;
  static const double units[] = {0x1.a8671765f4afep-2, 0x1.252b72e1dc0eep-2, 0x1.98d5bd78dfb06p-1};
  static const double uniforms[] = {0x1.4893ab6131f72p+1, 0x1.ac8d828b9f308p+1,
                                    0x1.23fe41d34f784p+0};
  /* Through libm's log, sin and cos: the last bits are those of the C library. */
  static const double normals[] = {0x1.32736f497a4c6p-1, 0x1.7c3f495eed3eep-3, 0x1.0d9cb5566ed10p+0,
                                   0x1.84fcc07bccb8ep+0, -0x1.3778972a2c173p-1};
  struct draw *draw = begin(seed);
  for (size_t i = 0; i < 3; i++) assert_true(draw_u01(draw) == units[i]);
  for (size_t i = 0; i < 3; i++) assert_true(draw_uniform(draw, -2, 6) == uniforms[i]);
  for (size_t i = 0; i < 5; i++)
    assert_true(fabs(draw_normal(draw) - normals[i]) <= 4e-16 * fabs(normals[i]));
  draw_free(&draw);
}

static void shuffle_of_a_seed_is_golden(void **state) {
  (void)state;
  static const int64_t wanted[10] = {6, 0, 8, 4, 1, 5, 9, 2, 7, 3};
  int64_t items[10];
  for (int i = 0; i < 10; i++) items[i] = i;
  struct draw *draw = begin(seed);
  draw_shuffle_i64(draw, items, 10);
  assert_memory_equal(items, wanted, sizeof wanted);
  draw_free(&draw);
}

static void same_seed_gives_the_same_stream_however_it_is_cut(void **state) {
  (void)state;
  enum { LENGTH = 3 * 4096 + 5 }; /* over several blocks of the cipher */
  static uint8_t whole[LENGTH], parts[LENGTH];
  struct draw *a = begin(seed), *b = begin(seed);
  draw_bytes(a, whole, LENGTH);
  for (size_t at = 0, step = 1; at < LENGTH; at += step, step = step * 3 % 1021 + 1) {
    if (step > LENGTH - at) step = LENGTH - at;
    draw_bytes(b, parts + at, step);
  }
  assert_memory_equal(whole, parts, LENGTH);
  draw_free(&a);
  draw_free(&b);
}

static void one_bit_of_the_seed_changes_everything(void **state) {
  (void)state;
  uint8_t other[DRAW_SEED_SIZE];
  for (size_t bit = 0; bit < 8 * DRAW_SEED_SIZE; bit += 37) {
    memcpy(other, seed, sizeof other);
    other[bit / 8] ^= (uint8_t)(1 << bit % 8);
    struct draw *a = begin(seed), *b = begin(other);
    for (int i = 0; i < 8; i++) assert_true(draw_u64(a) != draw_u64(b));
    draw_free(&a);
    draw_free(&b);
  }
}

static void numbers_stay_within_their_bounds(void **state) {
  (void)state;
  static const struct {
    int64_t low, high;
  } rows[] = {{0, 0},   {-3, 3}, {INT64_MIN, INT64_MIN}, {INT64_MAX - 1, INT64_MAX},
              {0, 255}, {-1, 0}, {INT64_MIN, INT64_MAX}, {INT64_MIN, 0}};
  struct draw *draw = begin(seed);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int k = 0; k < 500; k++) {
      int64_t number = draw_between(draw, rows[i].low, rows[i].high);
      assert_true(number >= rows[i].low && number <= rows[i].high);
    }
  for (uint64_t n = 1; n < 600; n++) assert_true(draw_below(draw, n) < n);
  assert_true(draw_below(draw, UINT64_MAX) < UINT64_MAX);
  for (int k = 0; k < 5000; k++) {
    double unit = draw_u01(draw), uniform = draw_uniform(draw, -1e-3, 2);
    assert_true(unit >= 0 && unit < 1);
    assert_true(uniform >= -1e-3 && uniform <= 2);
    assert_true(isfinite(draw_normal(draw)));
  }
  draw_free(&draw);
}

/* 2^64 is not a multiple of 2^63 + 1: the 2^63 - 1 lowest words would make some numbers come twice
 * as often as the others. */
static void words_that_would_make_numbers_uneven_are_drawn_again(void **state) {
  (void)state;
  const uint64_t n = (1ull << 63) + 1, reject = (1ull << 63) - 1;
  struct draw *words = begin(seed), *numbers = begin(seed);
  int rejected = 0;
  for (int k = 0; k < 100; k++) {
    uint64_t word = draw_u64(words);
    for (; word < reject; word = draw_u64(words)) rejected++;
    assert_true(draw_below(numbers, n) == word % n);
  }
  assert_true(rejected > 50);
  draw_free(&words);
  draw_free(&numbers);
}

static void both_ends_of_a_range_come(void **state) {
  (void)state;
  bool seen[7] = {false};
  struct draw *draw = begin(seed);
  for (int k = 0; k < 200; k++) seen[draw_between(draw, -3, 3) + 3] = true;
  for (int i = 0; i < 7; i++) assert_true(seen[i]);
  draw_free(&draw);
}

/* The seed is fixed, so this is a fact and no chance: 5 sigma of 60000 draws of 6 faces. */
static void faces_of_a_die_come_equally_often(void **state) {
  (void)state;
  int counts[6] = {0};
  struct draw *draw = begin(seed);
  for (int k = 0; k < 60000; k++) counts[draw_below(draw, 6)]++;
  for (int i = 0; i < 6; i++) assert_in_range(counts[i], 10000 - 457, 10000 + 457);
  draw_free(&draw);
}

static void normals_have_mean_0_and_deviation_1(void **state) {
  (void)state;
  enum { N = 100001 }; /* odd: fill takes the spare of a pair into account */
  double *items = malloc(N * sizeof *items), sum = 0, squares = 0;
  struct draw *draw = begin(seed);
  draw_fill_normal(draw, items, N);
  for (int i = 0; i < N; i++) sum += items[i];
  for (int i = 0; i < N; i++) squares += items[i] * items[i];
  assert_true(fabs(sum / N) < 5 / sqrt(N));
  assert_true(fabs(squares / N - 1) < 5 * sqrt(2.0 / N));
  free(items);
  draw_free(&draw);
}

static int compare(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static void shuffle_is_a_permutation(void **state) {
  (void)state;
  static int64_t items[1000];
  static const size_t counts[] = {0, 1, 2, 3, 17, 1000};
  struct draw *draw = begin(seed);
  for (size_t row = 0; row < sizeof counts / sizeof *counts; row++) {
    for (size_t i = 0; i < 1000; i++) items[i] = (int64_t)i;
    draw_shuffle_i64(draw, items, counts[row]);
    qsort(items, counts[row], sizeof *items, compare);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(items[i], i);
  }
  draw_free(&draw);
}

static void all_orders_of_three_come_equally_often(void **state) {
  (void)state;
  int counts[3][3][3] = {0};
  struct draw *draw = begin(seed);
  for (int k = 0; k < 60000; k++) {
    int64_t items[3] = {0, 1, 2};
    draw_shuffle_i64(draw, items, 3);
    counts[items[0]][items[1]][items[2]]++;
  }
  for (int a = 0; a < 3; a++)
    for (int b = 0; b < 3; b++)
      if (a != b) assert_in_range(counts[a][b][3 - a - b], 10000 - 457, 10000 + 457);
  draw_free(&draw);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bytes_are_the_chacha20_stream_of_the_seed),
      cmocka_unit_test(integers_of_a_seed_are_golden),
      cmocka_unit_test(floats_of_a_seed_are_golden),
      cmocka_unit_test(shuffle_of_a_seed_is_golden),
      cmocka_unit_test(same_seed_gives_the_same_stream_however_it_is_cut),
      cmocka_unit_test(one_bit_of_the_seed_changes_everything),
      cmocka_unit_test(numbers_stay_within_their_bounds),
      cmocka_unit_test(words_that_would_make_numbers_uneven_are_drawn_again),
      cmocka_unit_test(both_ends_of_a_range_come),
      cmocka_unit_test(faces_of_a_die_come_equally_often),
      cmocka_unit_test(normals_have_mean_0_and_deviation_1),
      cmocka_unit_test(shuffle_is_a_permutation),
      cmocka_unit_test(all_orders_of_three_come_equally_often),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
