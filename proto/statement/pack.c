#include "proto/statement/pack.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/graded.pb-c.h"

_Static_assert((int)VERDICT_INTERNAL_ERROR == GRADED__V1__VERDICT__INTERNAL_ERROR, "verdicts");
_Static_assert((int)VERDICT_TIME_LIMIT == GRADED__V1__VERDICT__TIME_LIMIT, "verdicts");
_Static_assert((int)VERDICT_WRONG_ANSWER == GRADED__V1__VERDICT__WRONG_ANSWER, "verdicts");
_Static_assert((int)VERDICT_SKIPPED == GRADED__V1__VERDICT__SKIPPED, "verdicts");
_Static_assert((int)LANE_INTERACTIVE == GRADED__V1__LANE__LANE_INTERACTIVE, "lanes");
_Static_assert((int)LANE_BATCH == GRADED__V1__LANE__LANE_BATCH, "lanes");

/* Everything that the generated struct points to, in one allocation each. */
struct rows {
  Graded__V1__GroupRow *groups, **group_list;
  Graded__V1__TestRow *tests, **test_list;
  Graded__V1__RubricRow rubric[LIMIT_RUBRIC_ROWS], *rubric_list[LIMIT_RUBRIC_ROWS];
};

static void rows_clear(struct rows *rows) {
  free(rows->groups);
  free(rows->group_list);
  free(rows->tests);
  free(rows->test_list);
}

static int rows_allocate(struct rows *rows, const struct verdict_half *half, struct err *err) {
  if (half->group_count > LIMIT_TESTS || half->test_count > LIMIT_TESTS ||
      half->rubric_count > LIMIT_RUBRIC_ROWS)
    return err_set(err, ERR_LIMIT, "statement: %u groups, %u tests, %u rubric rows",
                   half->group_count, half->test_count, half->rubric_count);
  rows->groups = calloc(half->group_count + 1u, sizeof *rows->groups);
  rows->group_list = calloc(half->group_count + 1u, sizeof(void *));
  rows->tests = calloc(half->test_count + 1u, sizeof *rows->tests);
  rows->test_list = calloc(half->test_count + 1u, sizeof(void *));
  if (!rows->groups || !rows->group_list || !rows->tests || !rows->test_list)
    return err_set(err, ERR_MEMORY, "statement: no memory for %u tests", half->test_count);
  return 0;
}

static void fill_group(Graded__V1__GroupRow *row, const struct group_row *from) {
  graded__v1__group_row__init(row);
  row->name = (char *)from->name;
  row->weight = from->weight;
  row->required = from->required;
  row->passed = from->passed;
}

/* from->staff stays with us: the statement is the candidate's to see. */
static void fill_test(Graded__V1__TestRow *row, const struct test_row *from) {
  graded__v1__test_row__init(row);
  row->group = (char *)from->group;
  row->tag = (char *)from->tag;
  row->repeat = from->repeat;
  row->verdict = (Graded__V1__Verdict)from->verdict;
  row->score = from->score;
  row->cpu_ns = from->cpu_ns;
  row->wall_ns = from->wall_ns;
  row->memory_bytes = from->memory_bytes;
  row->cpu_limit_ns = from->cpu_limit_ns;
  row->wall_limit_ns = from->wall_limit_ns;
  row->memory_limit_bytes = from->memory_limit_bytes;
  row->reference_cpu_ns = from->reference_cpu_ns;
  row->message = (char *)from->message;
}

static void fill_rubric(Graded__V1__RubricRow *row, const struct rubric_row *from) {
  graded__v1__rubric_row__init(row);
  row->name = (char *)from->name;
  row->score = from->score;
  row->evidence = (char *)from->evidence;
}

static void fill_rows(Graded__V1__Result *result, struct rows *rows,
                      const struct verdict_half *half) {
  for (uint32_t i = 0; i < half->group_count; i++) {
    fill_group(&rows->groups[i], &half->groups[i]);
    rows->group_list[i] = &rows->groups[i];
  }
  for (uint32_t i = 0; i < half->test_count; i++) {
    fill_test(&rows->tests[i], &half->tests[i]);
    rows->test_list[i] = &rows->tests[i];
  }
  for (uint32_t i = 0; i < half->rubric_count; i++) {
    fill_rubric(&rows->rubric[i], &half->rubric[i]);
    rows->rubric_list[i] = &rows->rubric[i];
  }
  result->n_groups = half->group_count;
  result->groups = rows->group_list;
  result->n_tests = half->test_count;
  result->tests = rows->test_list;
  result->n_rubric = half->rubric_count;
  result->rubric = rows->rubric_list;
}

static ProtobufCBinaryData binary(const uint8_t *data, size_t length) {
  return (ProtobufCBinaryData){.len = length, .data = (uint8_t *)data};
}

static void fill_accept(Graded__V1__Result *result, const struct accept_half *accept) {
  result->tenant = (char *)accept->tenant;
  result->id = (char *)accept->id;
  result->source_digest = binary(accept->source_digest, DIGEST_SIZE);
  result->content_digest = binary(accept->content_digest, DIGEST_SIZE);
  result->question = (char *)accept->question;
  result->question_digest = binary(accept->question_digest, DIGEST_SIZE);
  result->language = (char *)accept->language;
  result->lane = (Graded__V1__Lane)accept->lane;
  result->attempt = accept->job.attempt;
  result->accepted_at = accept->accepted_at;
  result->leased_at = accept->leased_at;
}

static void fill_verdict(Graded__V1__Result *result, const struct verdict_half *half) {
  result->seed = binary(half->seed, DIGEST_SIZE);
  result->verdict = (Graded__V1__Verdict)half->verdict;
  result->score = half->score;
  result->message = (char *)half->message;
  result->diagnostics = half->diagnostics ? half->diagnostics : (char *)"";
  result->compile_ns = half->compile_ns;
  result->accounting = (char *)half->accounting;
  result->isolation = (char *)half->isolation;
  result->toolchain = (char *)half->toolchain;
  result->started_at = half->started_at;
  result->finished_at = half->finished_at;
}

static int write_bytes(const Graded__V1__Result *result, uint8_t **data, size_t *length,
                       struct err *err) {
  size_t size = graded__v1__result__get_packed_size(result);
  if (size > LIMIT_RESULT_BYTES)
    return err_set(err, ERR_LIMIT, "statement: %zu bytes, the limit is %u", size,
                   LIMIT_RESULT_BYTES);
  uint8_t *buffer = malloc(size + 1);
  if (!buffer) return err_set(err, ERR_MEMORY, "statement: no memory for %zu bytes", size);
  graded__v1__result__pack(result, buffer);
  *data = buffer;
  *length = size;
  return 0;
}

int pack_result(const struct accept_half *accept, const struct verdict_half *verdict,
                const struct pack_seal *seal, uint8_t **data, size_t *length, struct err *err) {
  struct rows rows = {0};
  Graded__V1__Result result;
  graded__v1__result__init(&result);
  int rc = rows_allocate(&rows, verdict, err);
  if (rc == 0) {
    fill_accept(&result, accept);
    fill_verdict(&result, verdict);
    fill_rows(&result, &rows, verdict);
    result.daemon_version = (char *)seal->daemon_version;
    result.signed_at = seal->signed_at;
    result.salt = binary(seal->salt, PACK_SALT_BYTES);
    rc = write_bytes(&result, data, length, err);
  }
  rows_clear(&rows);
  return rc;
}
