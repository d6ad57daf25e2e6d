#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/record/field.h"
#include "proto/record/half.h"

static void test_row_put(const struct test_row *row, struct bytes_writer *writer) {
  field_put_text(writer, row->group);
  field_put_text(writer, row->tag);
  bytes_put_u32(writer, row->repeat);
  bytes_put_u32(writer, row->verdict);
  bytes_put_f64(writer, row->score);
  bytes_put_u64(writer, row->cpu_ns);
  bytes_put_u64(writer, row->wall_ns);
  bytes_put_u64(writer, row->memory_bytes);
  bytes_put_u64(writer, row->cpu_limit_ns);
  bytes_put_u64(writer, row->wall_limit_ns);
  bytes_put_u64(writer, row->memory_limit_bytes);
  bytes_put_u64(writer, row->reference_cpu_ns);
  bytes_put_f64(writer, row->error_share);
  field_put_text(writer, row->message);
  field_put_text(writer, row->staff);
}

static void test_row_get(struct test_row *row, struct bytes_reader *reader) {
  field_get_text(reader, row->group, sizeof row->group);
  field_get_text(reader, row->tag, sizeof row->tag);
  row->repeat = bytes_get_u32(reader);
  row->verdict = (enum verdict)field_get_choice(reader, VERDICT_INTERNAL_ERROR, VERDICT_SKIPPED);
  row->score = field_get_number(reader, 0, 1);
  row->cpu_ns = bytes_get_u64(reader);
  row->wall_ns = bytes_get_u64(reader);
  row->memory_bytes = bytes_get_u64(reader);
  row->cpu_limit_ns = bytes_get_u64(reader);
  row->wall_limit_ns = bytes_get_u64(reader);
  row->memory_limit_bytes = bytes_get_u64(reader);
  row->reference_cpu_ns = bytes_get_u64(reader);
  row->error_share = bytes_get_f64(reader);
  field_get_text(reader, row->message, sizeof row->message);
  field_get_text(reader, row->staff, sizeof row->staff);
}

static void group_row_put(const struct group_row *row, struct bytes_writer *writer) {
  field_put_text(writer, row->name);
  bytes_put_f64(writer, row->weight);
  field_put_bool(writer, row->required);
  field_put_bool(writer, row->passed);
}

static void group_row_get(struct group_row *row, struct bytes_reader *reader) {
  field_get_text(reader, row->name, sizeof row->name);
  row->weight = field_get_number(reader, 0, 100);
  row->required = field_get_bool(reader);
  row->passed = field_get_bool(reader);
}

static void rubric_row_put(const struct rubric_row *row, struct bytes_writer *writer) {
  field_put_text(writer, row->name);
  bytes_put_f64(writer, row->score);
  field_put_text(writer, row->evidence);
}

static void rubric_row_get(struct rubric_row *row, struct bytes_reader *reader) {
  field_get_text(reader, row->name, sizeof row->name);
  row->score = field_get_number(reader, 0, 100);
  field_get_text(reader, row->evidence, sizeof row->evidence);
}

static void head_put(const struct verdict_half *half, struct bytes_writer *writer) {
  job_ref_put(&half->job, writer);
  bytes_put_raw(writer, half->content_digest, DIGEST_SIZE);
  bytes_put_u32(writer, half->verdict);
  bytes_put_f64(writer, half->score);
  field_put_text(writer, half->message);
  bytes_put_raw(writer, half->seed, DIGEST_SIZE);
  bytes_put_u32(writer, half->group_count);
  bytes_put_u32(writer, half->test_count);
  bytes_put_u32(writer, half->rubric_count);
}

static void head_get(struct verdict_half *half, struct bytes_reader *reader) {
  job_ref_get(&half->job, reader);
  bytes_get_raw(reader, half->content_digest, DIGEST_SIZE);
  half->verdict = (enum verdict)field_get_choice(reader, VERDICT_INTERNAL_ERROR, VERDICT_ACCEPTED);
  half->score = field_get_number(reader, 0, 100);
  field_get_text(reader, half->message, sizeof half->message);
  bytes_get_raw(reader, half->seed, DIGEST_SIZE);
  half->group_count = field_get_choice(reader, 0, LIMIT_TESTS);
  half->test_count = field_get_choice(reader, 0, LIMIT_TESTS);
  half->rubric_count = field_get_choice(reader, 0, LIMIT_RUBRIC_ROWS);
}

static void tail_put(const struct verdict_half *half, struct bytes_writer *writer) {
  field_put_text(writer, half->diagnostics ? half->diagnostics : "");
  field_put_text(writer, half->isolation);
  field_put_text(writer, half->accounting);
  field_put_text(writer, half->toolchain);
  bytes_put_u64(writer, half->compile_ns);
  bytes_put_u64(writer, half->started_at);
  bytes_put_u64(writer, half->finished_at);
}

static void tail_get(struct verdict_half *half, struct bytes_reader *reader) {
  field_get_text(reader, half->diagnostics, LIMIT_DIAGNOSTICS_BYTES + 1);
  field_get_text(reader, half->isolation, sizeof half->isolation);
  field_get_text(reader, half->accounting, sizeof half->accounting);
  field_get_text(reader, half->toolchain, sizeof half->toolchain);
  half->compile_ns = bytes_get_u64(reader);
  half->started_at = bytes_get_u64(reader);
  half->finished_at = bytes_get_u64(reader);
}

static int check_counts(const struct verdict_half *half, struct err *err) {
  if (half->group_count > LIMIT_TESTS || half->test_count > LIMIT_TESTS ||
      half->rubric_count > LIMIT_RUBRIC_ROWS)
    return err_set(err, ERR_LIMIT,
                   "verdict half: %u groups, %u tests, %u rubric rows; limits are %u, %u, %u",
                   half->group_count, half->test_count, half->rubric_count, LIMIT_TESTS,
                   LIMIT_TESTS, LIMIT_RUBRIC_ROWS);
  if (half->diagnostics && strlen(half->diagnostics) > LIMIT_DIAGNOSTICS_BYTES)
    return err_set(err, ERR_LIMIT, "verdict half: %zu bytes of diagnostics, the limit is %u",
                   strlen(half->diagnostics), LIMIT_DIAGNOSTICS_BYTES);
  return 0;
}

int verdict_half_pack(const struct verdict_half *half, uint8_t **data, size_t *length,
                      struct err *err) {
  int rc = check_counts(half, err);
  if (rc < 0) return rc;
  FREE_CLEANUP uint8_t *buffer = malloc(VERDICT_HALF_BYTES_MAX);
  if (!buffer) return err_set(err, ERR_MEMORY, "verdict half: no memory");
  struct bytes_writer writer = bytes_writer(buffer, VERDICT_HALF_BYTES_MAX);
  head_put(half, &writer);
  for (uint32_t i = 0; i < half->group_count; i++) group_row_put(&half->groups[i], &writer);
  for (uint32_t i = 0; i < half->test_count; i++) test_row_put(&half->tests[i], &writer);
  for (uint32_t i = 0; i < half->rubric_count; i++) rubric_row_put(&half->rubric[i], &writer);
  tail_put(half, &writer);
  rc = bytes_writer_finish(&writer, "verdict half", err);
  if (rc < 0) return rc;
  *data = buffer;
  buffer = NULL;
  *length = writer.length;
  return 0;
}

static int allocate_rows(struct verdict_half *half, struct err *err) {
  half->groups = calloc(half->group_count + 1u, sizeof *half->groups);
  half->tests = calloc(half->test_count + 1u, sizeof *half->tests);
  half->diagnostics = calloc(1, LIMIT_DIAGNOSTICS_BYTES + 1);
  if (half->groups && half->tests && half->diagnostics) return 0;
  return err_set(err, ERR_MEMORY, "verdict half: no memory for %u tests", half->test_count);
}

int verdict_half_unpack(struct verdict_half *half, const uint8_t *data, size_t length,
                        struct err *err) {
  struct bytes_reader reader = bytes_reader(data, length);
  struct verdict_half got = {0};
  head_get(&got, &reader);
  int rc = field_check(&reader, "verdict half", err);
  if (rc == 0) rc = allocate_rows(&got, err);
  if (rc == 0) {
    for (uint32_t i = 0; i < got.group_count; i++) group_row_get(&got.groups[i], &reader);
    for (uint32_t i = 0; i < got.test_count; i++) test_row_get(&got.tests[i], &reader);
    for (uint32_t i = 0; i < got.rubric_count; i++) rubric_row_get(&got.rubric[i], &reader);
    tail_get(&got, &reader);
    rc = bytes_reader_finish(&reader, "verdict half", err);
  }
  if (rc < 0)
    verdict_half_clear(&got);
  else
    *half = got;
  return rc;
}

void verdict_half_clear(struct verdict_half *half) {
  free(half->groups);
  free(half->tests);
  free(half->diagnostics);
  half->groups = NULL;
  half->tests = NULL;
  half->diagnostics = NULL;
  half->group_count = half->test_count = half->rubric_count = 0;
}
