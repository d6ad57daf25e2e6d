#include "proto/wire/result.h"

#include <stdlib.h>
#include <string.h>

#include "proto/client/client.h"
#include "proto/statement/envelope.h"

const char *graded_verdict_name(enum graded_verdict verdict) {
  return verdict_name((enum verdict)verdict);
}

void graded_answer_clear(struct graded_answer *answer) {
  for (size_t i = 0; i < answer->file_count; i++) free(answer->files[i].content);
  free(answer->files);
  free(answer->envelope);
  answer->files = NULL;
  answer->envelope = NULL;
  answer->file_count = answer->envelope_length = 0;
}

static int copy_file(const struct answer_record *from, const struct source_file *file,
                     struct graded_source *to, struct err *err) {
  _Static_assert(sizeof to->name == sizeof file->name, "file names are equally long");
  memcpy(to->name, file->name, sizeof to->name);
  to->content = malloc(file->length + 1u);
  if (!to->content) return err_set(err, ERR_MEMORY, "answer: no memory for its files");
  memcpy(to->content, from->source + file->offset, file->length);
  to->content[file->length] = 0;
  to->length = file->length;
  return 0;
}

int client_answer(struct answer_record *from, struct graded_answer *to, struct err *err) {
  struct graded_answer got = {
      .state = from->state == JOB_QUEUED   ? GRADED_QUEUED
               : from->state == JOB_LEASED ? GRADED_RUNNING
                                           : GRADED_DONE,
      .attempt = from->attempt,
      .accepted_at = from->accepted_at,
      .acked = from->delivered,
  };
  memcpy(got.id, from->id, sizeof got.id);
  memcpy(got.question, from->question, sizeof got.question);
  memcpy(got.language, from->language, sizeof got.language);
  got.files = calloc(from->file_count + 1u, sizeof *got.files);
  int rc = got.files ? 0 : err_set(err, ERR_MEMORY, "answer: no memory for its files");
  for (uint32_t i = 0; i < from->file_count && rc == 0; i++) {
    rc = copy_file(from, &from->files[i], &got.files[i], err);
    got.file_count++;
  }
  if (rc < 0) {
    graded_answer_clear(&got);
    return rc;
  }
  got.envelope = from->envelope;
  got.envelope_length = from->envelope_length;
  from->envelope = NULL;
  *to = got;
  return 0;
}

static void copy_test(const struct test_row *from, struct graded_test_row *to) {
  memcpy(to->group, from->group, sizeof to->group);
  memcpy(to->tag, from->tag, sizeof to->tag);
  memcpy(to->message, from->message, sizeof to->message);
  to->repeat = from->repeat;
  to->verdict = (enum graded_verdict)from->verdict;
  to->score = from->score;
  to->cpu_ns = from->cpu_ns;
  to->wall_ns = from->wall_ns;
  to->memory_bytes = from->memory_bytes;
  to->cpu_limit_ns = from->cpu_limit_ns;
  to->wall_limit_ns = from->wall_limit_ns;
  to->memory_limit_bytes = from->memory_limit_bytes;
  to->reference_cpu_ns = from->reference_cpu_ns;
}

static int copy_rows(const struct verdict_half *from, struct graded_result *to, struct err *err) {
  to->groups = calloc(from->group_count + 1u, sizeof *to->groups);
  to->tests = calloc(from->test_count + 1u, sizeof *to->tests);
  if (!to->groups || !to->tests) return err_set(err, ERR_MEMORY, "result: no memory for its rows");
  for (uint32_t i = 0; i < from->group_count; i++) {
    struct graded_group_row *row = &to->groups[to->group_count++];
    memcpy(row->name, from->groups[i].name, sizeof row->name);
    row->weight = from->groups[i].weight;
    row->required = from->groups[i].required;
    row->passed = from->groups[i].passed;
  }
  for (uint32_t i = 0; i < from->test_count; i++)
    copy_test(&from->tests[i], &to->tests[to->test_count++]);
  for (uint32_t i = 0; i < from->rubric_count; i++) {
    struct graded_rubric_row *row = &to->rubric[to->rubric_count++];
    memcpy(row->name, from->rubric[i].name, sizeof row->name);
    memcpy(row->evidence, from->rubric[i].evidence, sizeof row->evidence);
    row->score = from->rubric[i].score;
  }
  return 0;
}

static void copy_accept(const struct accept_half *from, struct graded_result *to) {
  memcpy(to->tenant, from->tenant, sizeof to->tenant);
  memcpy(to->id, from->id, sizeof to->id);
  memcpy(to->question, from->question, sizeof to->question);
  memcpy(to->language, from->language, sizeof to->language);
  memcpy(to->source_digest, from->source_digest, sizeof to->source_digest);
  memcpy(to->content_digest, from->content_digest, sizeof to->content_digest);
  memcpy(to->question_digest, from->question_digest, sizeof to->question_digest);
  to->lane = (enum graded_lane)from->lane;
  to->attempt = from->job.attempt;
  to->accepted_at = from->accepted_at;
  to->leased_at = from->leased_at;
}

static int copy_verdict(struct verdict_half *from, struct graded_result *to, struct err *err) {
  memcpy(to->seed, from->seed, sizeof to->seed);
  memcpy(to->message, from->message, sizeof to->message);
  memcpy(to->accounting, from->accounting, sizeof to->accounting);
  memcpy(to->isolation, from->isolation, sizeof to->isolation);
  memcpy(to->toolchain, from->toolchain, sizeof to->toolchain);
  to->verdict = (enum graded_verdict)from->verdict;
  to->score = from->score;
  to->compile_ns = from->compile_ns;
  to->started_at = from->started_at;
  to->finished_at = from->finished_at;
  to->diagnostics = from->diagnostics;
  from->diagnostics = NULL;
  return copy_rows(from, to, err);
}

/* The public struct has the records' sizes; the compiler sees to it that it stays so. */
_Static_assert(sizeof((struct graded_result *)0)->message == LIMIT_MESSAGE_BYTES, "message");
_Static_assert(sizeof((struct graded_result *)0)->tenant == LIMIT_TENANT_BYTES + 1, "tenant");
_Static_assert(sizeof((struct graded_result *)0)->id == LIMIT_ID_BYTES + 1, "id");
_Static_assert(sizeof((struct graded_result *)0)->question == LIMIT_QUESTION_BYTES + 1, "question");
_Static_assert(sizeof((struct graded_result *)0)->language == LIMIT_LANGUAGE_BYTES + 1, "language");
_Static_assert(sizeof((struct graded_result *)0)->rubric / sizeof(struct graded_rubric_row) ==
                   LIMIT_RUBRIC_ROWS,
               "rubric");

int graded_result_decode(const void *envelope, size_t length, struct graded_result *result,
                         struct err *err) {
  struct envelope parsed;
  struct wire_result decoded;
  struct graded_result got = {0};
  int rc = envelope_parse(envelope, length, &parsed, err);
  if (rc < 0) return rc;
  if (strcmp(parsed.type, ENVELOPE_TYPE) != 0)
    rc = err_set(err, ERR_UNSUPPORTED, "envelope: payload type '%s', known is %s", parsed.type,
                 ENVELOPE_TYPE);
  else
    rc = wire_result_unpack(parsed.payload, parsed.payload_length, &decoded, err);
  envelope_clear(&parsed);
  if (rc < 0) return rc;
  copy_accept(&decoded.accept, &got);
  memcpy(got.daemon_version, decoded.daemon_version, sizeof got.daemon_version);
  got.signed_at = decoded.signed_at;
  rc = copy_verdict(&decoded.verdict, &got, err);
  wire_result_clear(&decoded);
  if (rc < 0)
    graded_result_clear(&got);
  else
    *result = got;
  return rc;
}

void graded_result_clear(struct graded_result *result) {
  free(result->groups);
  free(result->tests);
  free(result->diagnostics);
  result->groups = NULL;
  result->tests = NULL;
  result->diagnostics = NULL;
  result->group_count = result->test_count = result->rubric_count = 0;
}
