/* What is packed is read back by protobuf-c's parser, which nothing that packs contains. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "proto/graded.pb-c.h"
#include "proto/statement/pack.h"

static struct accept_half accept_half(void) {
  struct accept_half half = {.job = {7, 3},
                             .tenant = "acme",
                             .id = "a-1",
                             .question = "lcs",
                             .language = "python",
                             .lane = LANE_CI,
                             .accepted_at = 11,
                             .leased_at = 12};
  memset(half.content_digest, 1, DIGEST_SIZE);
  memset(half.source_digest, 2, DIGEST_SIZE);
  memset(half.question_digest, 3, DIGEST_SIZE);
  return half;
}

static void every_field_arrives(void **state) {
  (void)state;
  struct accept_half accept = accept_half();
  struct group_row groups[] = {{"small", 40, true, true}, {"large", 60, false, false}};
  struct test_row tests[] = {{.group = "small",
                              .tag = "empty",
                              .repeat = 2,
                              .verdict = VERDICT_ACCEPTED,
                              .score = 1,
                              .cpu_ns = 21,
                              .wall_ns = 22,
                              .memory_bytes = 23,
                              .cpu_limit_ns = 24,
                              .wall_limit_ns = 25,
                              .memory_limit_bytes = 26,
                              .reference_cpu_ns = 27,
                              .message = "fine",
                              .staff = "not for the candidate"},
                             {.group = "large", .verdict = VERDICT_TIME_LIMIT}};
  struct verdict_half verdict = {.job = {7, 3},
                                 .verdict = VERDICT_TIME_LIMIT,
                                 .score = 40,
                                 .message = "too slow",
                                 .group_count = 2,
                                 .test_count = 2,
                                 .rubric_count = 1,
                                 .groups = groups,
                                 .tests = tests,
                                 .rubric = {{"efficiency", 50, "2 of 4"}},
                                 .diagnostics = (char *)"a warning",
                                 .isolation = "userns,seccomp",
                                 .accounting = "cgroup2",
                                 .toolchain = "CPython 3.11.2",
                                 .compile_ns = 31,
                                 .started_at = 13,
                                 .finished_at = 14};
  memset(verdict.seed, 4, DIGEST_SIZE);
  const struct pack_seal seal = {"0.1.0", 15, {9, 9, 9}};
  uint8_t *data;
  size_t length;
  struct err err;
  assert_int_equal(pack_result(&accept, &verdict, &seal, &data, &length, &err), 0);
  assert_null(memmem(data, length, "not for the candidate", 21));
  Graded__V1__Result *result = graded__v1__result__unpack(NULL, length, data);
  assert_non_null(result);
  assert_string_equal(result->tenant, "acme");
  assert_string_equal(result->id, "a-1");
  assert_int_equal(result->source_digest.len, DIGEST_SIZE);
  assert_int_equal(result->source_digest.data[0], 2);
  assert_int_equal(result->content_digest.data[0], 1);
  assert_int_equal(result->question_digest.data[31], 3);
  assert_int_equal(result->seed.data[31], 4);
  assert_string_equal(result->question, "lcs");
  assert_string_equal(result->language, "python");
  assert_int_equal(result->lane, GRADED__V1__LANE__LANE_CI);
  assert_int_equal(result->verdict, GRADED__V1__VERDICT__TIME_LIMIT);
  assert_true(result->score == 40);
  assert_string_equal(result->message, "too slow");
  assert_int_equal(result->n_groups, 2);
  assert_string_equal(result->groups[0]->name, "small");
  assert_true(result->groups[1]->weight == 60 && result->groups[0]->passed);
  assert_int_equal(result->n_tests, 2);
  assert_string_equal(result->tests[0]->tag, "empty");
  assert_int_equal(result->tests[0]->repeat, 2);
  assert_int_equal(result->tests[0]->memory_limit_bytes, 26);
  assert_int_equal(result->tests[0]->reference_cpu_ns, 27);
  assert_int_equal(result->tests[1]->verdict, GRADED__V1__VERDICT__TIME_LIMIT);
  assert_int_equal(result->n_rubric, 1);
  assert_string_equal(result->rubric[0]->evidence, "2 of 4");
  assert_string_equal(result->diagnostics, "a warning");
  assert_int_equal(result->compile_ns, 31);
  assert_string_equal(result->accounting, "cgroup2");
  assert_string_equal(result->isolation, "userns,seccomp");
  assert_string_equal(result->toolchain, "CPython 3.11.2");
  assert_string_equal(result->daemon_version, "0.1.0");
  assert_int_equal(result->attempt, 3);
  assert_int_equal(result->accepted_at, 11);
  assert_int_equal(result->leased_at, 12);
  assert_int_equal(result->started_at, 13);
  assert_int_equal(result->finished_at, 14);
  assert_int_equal(result->signed_at, 15);
  assert_int_equal(result->salt.len, PACK_SALT_BYTES);
  graded__v1__result__free_unpacked(result, NULL);
  free(data);
}

/* A result always fits into its limit, and so into a frame. */
static void the_largest_result_fits(void **state) {
  (void)state;
  struct accept_half accept = accept_half();
  struct verdict_half verdict = {.verdict = VERDICT_PARTIAL,
                                 .group_count = LIMIT_TESTS,
                                 .test_count = LIMIT_TESTS,
                                 .rubric_count = LIMIT_RUBRIC_ROWS};
  struct test_row row = {.repeat = UINT32_MAX,
                         .verdict = VERDICT_SKIPPED,
                         .score = 0.3,
                         .cpu_ns = UINT64_MAX,
                         .wall_ns = UINT64_MAX,
                         .memory_bytes = UINT64_MAX,
                         .cpu_limit_ns = UINT64_MAX,
                         .wall_limit_ns = UINT64_MAX,
                         .memory_limit_bytes = UINT64_MAX,
                         .reference_cpu_ns = UINT64_MAX};
  memset(row.group, 'g', sizeof row.group - 1);
  memset(row.tag, 't', sizeof row.tag - 1);
  memset(row.message, 'm', sizeof row.message - 1);
  struct group_row group = {.weight = 0.1, .required = true, .passed = true};
  memset(group.name, 'g', sizeof group.name - 1);
  verdict.tests = calloc(LIMIT_TESTS, sizeof row);
  verdict.groups = calloc(LIMIT_TESTS, sizeof group);
  verdict.diagnostics = calloc(1, LIMIT_DIAGNOSTICS_BYTES + 1);
  memset(verdict.diagnostics, 'd', LIMIT_DIAGNOSTICS_BYTES);
  for (uint32_t i = 0; i < LIMIT_TESTS; i++) {
    verdict.tests[i] = row;
    verdict.groups[i] = group;
  }
  const struct pack_seal seal = {.daemon_version = "0.1.0"};
  uint8_t *data, *packed;
  size_t length, packed_length;
  struct err err;
  assert_int_equal(pack_result(&accept, &verdict, &seal, &data, &length, &err), 0);
  assert_in_range(length, 300000, LIMIT_RESULT_BYTES);
  assert_int_equal(verdict_half_pack(&verdict, &packed, &packed_length, &err), 0);
  assert_in_range(packed_length, 300000, VERDICT_HALF_BYTES_MAX);
  free(data);
  free(packed);
  verdict_half_clear(&verdict);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_arrives),
      cmocka_unit_test(the_largest_result_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
