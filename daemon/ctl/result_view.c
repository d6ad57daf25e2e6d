#include "daemon/ctl/result_view.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"
#include "daemon/ctl/report.h"
#include "proto/statement/verify.h"

#define KEY_FILE_MAX 16384

int result_exit(enum graded_verdict verdict) {
  if (verdict == GRADED_ACCEPTED) return CTL_OK;
  return verdict == GRADED_INTERNAL_ERROR ? CTL_INFRASTRUCTURE : CTL_NOT_ACCEPTED;
}

static void copy_test(struct test_row *to, const struct graded_test_row *from) {
  snprintf(to->group, sizeof to->group, "%s", from->group);
  snprintf(to->tag, sizeof to->tag, "%s", from->tag);
  snprintf(to->message, sizeof to->message, "%s", from->message);
  to->repeat = from->repeat;
  to->verdict = (enum verdict)from->verdict;
  to->score = from->score;
  to->cpu_ns = from->cpu_ns;
  to->wall_ns = from->wall_ns;
  to->memory_bytes = from->memory_bytes;
  to->cpu_limit_ns = from->cpu_limit_ns;
  to->wall_limit_ns = from->wall_limit_ns;
  to->memory_limit_bytes = from->memory_limit_bytes;
  to->reference_cpu_ns = from->reference_cpu_ns;
}

/* The rows of both are the same facts: verdict.h and graded.proto share their numbers. */
static int to_half(const struct graded_result *result, struct verdict_half *half, struct err *err) {
  *half = (struct verdict_half){.verdict = (enum verdict)result->verdict,
                                .score = result->score,
                                .group_count = (uint32_t)result->group_count,
                                .test_count = (uint32_t)result->test_count,
                                .rubric_count = (uint32_t)result->rubric_count,
                                .compile_ns = result->compile_ns,
                                .started_at = result->started_at,
                                .finished_at = result->finished_at};
  snprintf(half->message, sizeof half->message, "%s", result->message);
  snprintf(half->isolation, sizeof half->isolation, "%s", result->isolation);
  snprintf(half->accounting, sizeof half->accounting, "%s", result->accounting);
  snprintf(half->toolchain, sizeof half->toolchain, "%s", result->toolchain);
  memcpy(half->seed, result->seed, sizeof half->seed);
  half->groups = calloc(result->group_count + 1, sizeof *half->groups);
  half->tests = calloc(result->test_count + 1, sizeof *half->tests);
  half->diagnostics = strdup(result->diagnostics);
  if (!half->groups || !half->tests || !half->diagnostics) {
    verdict_half_clear(half);
    return err_set(err, ERR_MEMORY, "result: no memory for its rows");
  }
  for (size_t i = 0; i < result->group_count; i++) {
    snprintf(half->groups[i].name, sizeof half->groups[i].name, "%s", result->groups[i].name);
    half->groups[i].weight = result->groups[i].weight;
    half->groups[i].required = result->groups[i].required;
    half->groups[i].passed = result->groups[i].passed;
  }
  for (size_t i = 0; i < result->test_count; i++) copy_test(&half->tests[i], &result->tests[i]);
  for (size_t i = 0; i < result->rubric_count; i++) {
    snprintf(half->rubric[i].name, sizeof half->rubric[i].name, "%s", result->rubric[i].name);
    snprintf(half->rubric[i].evidence, sizeof half->rubric[i].evidence, "%s",
             result->rubric[i].evidence);
    half->rubric[i].score = result->rubric[i].score;
  }
  return 0;
}

/* "valid", or the reason why not. Errors are only those of reading the key file. */
static int check_signature(const void *envelope, size_t length, const char *key_path,
                           char *ret_word, size_t capacity, bool *ret_valid, struct err *err) {
  FREE_CLEANUP uint8_t *pem = NULL;
  FREE_CLEANUP uint8_t *payload = NULL;
  size_t pem_length = 0, payload_length = 0;
  struct err reason = {0};
  int rc = fd_read_file(AT_FDCWD, key_path, KEY_FILE_MAX, &pem, &pem_length, err);
  if (rc < 0) return rc;
  rc = envelope_verify_pem(envelope, length, pem, pem_length, &payload, &payload_length, &reason);
  *ret_valid = rc == 0;
  snprintf(ret_word, capacity, "%s%s",
           rc == 0 ? "valid" : "NOT VALID: ", rc == 0 ? "" : reason.message);
  return 0;
}

static int print_result(const struct graded_result *result, const char *signature,
                        const struct result_view_options *options, FILE *out, struct err *err) {
  char source[DIGEST_HEX], question[DIGEST_HEX];
  struct verdict_half half;
  int rc = to_half(result, &half, err);
  if (rc < 0) return rc;
  bytes_to_hex(result->source_digest, DIGEST_SIZE, source);
  bytes_to_hex(result->question_digest, DIGEST_SIZE, question);
  const struct report report = {.id = result->id,
                                .question = result->question,
                                .language = result->language,
                                .tenant = result->tenant,
                                .verdict = &half,
                                .signature = signature,
                                .source_digest = source,
                                .question_digest = question,
                                .attempt = result->attempt,
                                .accepted_at = result->accepted_at,
                                .signed_at = result->signed_at,
                                .daemon_version = result->daemon_version,
                                .staff = options->staff};
  if (options->json)
    rc = report_json(&report, out, err);
  else if (!options->quiet)
    report_table(&report, out);
  verdict_half_clear(&half);
  return rc;
}

int result_view(const void *envelope, size_t length, const struct result_view_options *options,
                FILE *out, enum graded_verdict *ret_verdict, bool *ret_valid, struct err *err) {
  char word[600];
  bool valid = false;
  struct graded_result result = {0};
  int rc = 0;
  if (options->key_path)
    rc = check_signature(envelope, length, options->key_path, word, sizeof word, &valid, err);
  if (rc == 0) rc = graded_result_decode(envelope, length, &result, err);
  if (rc < 0) return rc;
  rc = print_result(&result, options->key_path ? word : NULL, options, out, err);
  if (rc == 0) {
    *ret_verdict = result.verdict;
    *ret_valid = valid;
  }
  graded_result_clear(&result);
  return rc;
}
