/* What the signer packs is what readers get, and nothing beyond the limits gets through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above before it */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "proto/client/graded.h"
#include "proto/statement/envelope.h"
#include "proto/statement/pack.h"
#include "proto/wire/result.h"

static struct group_row groups[] = {{"edge", 40, true, false}, {"speed", 60, false, true}};
static struct test_row tests[] = {
    {.group = "edge",
     .tag = "empty",
     .repeat = 1,
     .verdict = VERDICT_WRONG_ANSWER,
     .score = 0.5,
     .cpu_ns = 1,
     .wall_ns = 2,
     .memory_bytes = 3,
     .cpu_limit_ns = 4,
     .wall_limit_ns = 5,
     .memory_limit_bytes = 6,
     .reference_cpu_ns = 7,
     .message = "element [0] differs",
     .staff = "for staff only"},
    {.group = "speed", .tag = "n=1000", .verdict = VERDICT_ACCEPTED, .score = 1},
};

static void make_halves(struct accept_half *accept, struct verdict_half *verdict) {
  *accept = (struct accept_half){.job = {9, 2},
                                 .tenant = "acme",
                                 .id = "s-1",
                                 .question = "matmul",
                                 .language = "python",
                                 .lane = LANE_BATCH,
                                 .accepted_at = 11,
                                 .leased_at = 12};
  memset(accept->content_digest, 1, DIGEST_SIZE);
  memset(accept->source_digest, 2, DIGEST_SIZE);
  memset(accept->question_digest, 3, DIGEST_SIZE);
  *verdict = (struct verdict_half){.job = {9, 2},
                                   .verdict = VERDICT_PARTIAL,
                                   .score = 62.5,
                                   .message = "half of it",
                                   .group_count = 2,
                                   .test_count = 2,
                                   .rubric_count = 1,
                                   .groups = groups,
                                   .tests = tests,
                                   .rubric = {{"efficiency", 80, "vectorised"}},
                                   .diagnostics = (char *)(uintptr_t) "warning: caf\xc3\xa9",
                                   .isolation = "namespaces",
                                   .accounting = "cgroup1",
                                   .toolchain = "CPython 3.11.2",
                                   .compile_ns = 13,
                                   .started_at = 14,
                                   .finished_at = 15};
  memset(verdict->seed, 4, DIGEST_SIZE);
  memset(verdict->content_digest, 1, DIGEST_SIZE);
}

static uint8_t *pack(size_t *length) {
  struct accept_half accept;
  struct verdict_half verdict;
  const struct pack_seal seal = {.daemon_version = "1.2.3", .signed_at = 16, .salt = {5}};
  uint8_t *data = NULL;
  make_halves(&accept, &verdict);
  assert_int_equal(pack_result(&accept, &verdict, &seal, &data, length, NULL), 0);
  return data;
}

static void a_reader_gets_what_was_packed(void **state) {
  (void)state;
  size_t length;
  uint8_t *payload = pack(&length);
  struct wire_result result;
  assert_int_equal(wire_result_unpack(payload, length, &result, NULL), 0);
  assert_string_equal(result.accept.tenant, "acme");
  assert_string_equal(result.accept.id, "s-1");
  assert_int_equal(result.accept.lane, LANE_BATCH);
  assert_int_equal(result.accept.job.attempt, 2);
  assert_int_equal(result.accept.source_digest[31], 2);
  assert_int_equal(result.verdict.verdict, VERDICT_PARTIAL);
  assert_true(result.verdict.score == 62.5);
  assert_int_equal(result.verdict.group_count, 2);
  assert_true(result.verdict.groups[0].required && !result.verdict.groups[0].passed);
  assert_int_equal(result.verdict.test_count, 2);
  assert_int_equal(result.verdict.tests[0].reference_cpu_ns, 7);
  assert_string_equal(result.verdict.tests[0].message, "element [0] differs");
  assert_string_equal(result.verdict.tests[0].staff, "");
  assert_string_equal(result.verdict.rubric[0].evidence, "vectorised");
  assert_string_equal(result.verdict.diagnostics, "warning: caf\xc3\xa9");
  assert_int_equal(result.signed_at, 16);
  assert_string_equal(result.daemon_version, "1.2.3");
  wire_result_clear(&result);
  free(payload);
}

static void a_client_decodes_the_envelope(void **state) {
  (void)state;
  size_t length, json_length;
  uint8_t *payload = pack(&length), *json;
  struct envelope_signature signature = {.bytes = {1}};
  struct graded_result result;
  memset(signature.key_id, 'a', DIGEST_HEX - 1);
  assert_int_equal(envelope_build(payload, length, &signature, &json, &json_length, NULL), 0);
  assert_int_equal(graded_result_decode(json, json_length, &result, NULL), 0);
  assert_string_equal(result.id, "s-1");
  assert_int_equal(result.verdict, GRADED_PARTIAL);
  assert_string_equal(graded_verdict_name(result.verdict), "partial");
  assert_int_equal(result.test_count, 2);
  assert_int_equal(result.tests[0].wall_limit_ns, 5);
  assert_string_equal(result.groups[1].name, "speed");
  assert_string_equal(result.rubric[0].name, "efficiency");
  assert_string_equal(result.isolation, "namespaces");
  assert_int_equal(result.seed[0], 4);
  graded_result_clear(&result);
  free(json);
  free(payload);
}

static void damage_is_refused_or_harmless(void **state) {
  (void)state;
  size_t length;
  uint8_t *payload = pack(&length);
  struct wire_result result;
  for (size_t at = 0; at < length; at++) {
    uint8_t good = payload[at];
    for (int bit = 0; bit < 8; bit++) {
      payload[at] = good ^ (uint8_t)(1 << bit);
      if (wire_result_unpack(payload, length, &result, NULL) == 0) wire_result_clear(&result);
    }
    payload[at] = good;
    uint8_t *cut = malloc(at + 1);
    memcpy(cut, payload, at);
    if (wire_result_unpack(cut, at, &result, NULL) == 0) wire_result_clear(&result);
    free(cut);
  }
  free(payload);
}

static void too_many_rows_are_refused(void **state) {
  (void)state;
  static uint8_t payload[2 * (LIMIT_TESTS + 1)];
  struct wire_result result;
  struct err err;
  for (size_t i = 0; i <= LIMIT_TESTS; i++) payload[2 * i] = 14 << 3 | 2; /* an empty test row */
  assert_true(wire_result_unpack(payload, sizeof payload, &result, &err) < 0);
  assert_non_null(strstr(err.message, "tests"));
}

int main(void) {
  const struct CMUnitTest all[] = {
      cmocka_unit_test(a_reader_gets_what_was_packed),
      cmocka_unit_test(a_client_decodes_the_envelope),
      cmocka_unit_test(damage_is_refused_or_harmless),
      cmocka_unit_test(too_many_rows_are_refused),
  };
  return cmocka_run_group_tests(all, NULL, NULL);
}
