#include <jansson.h>
#include <stdlib.h>

#include "daemon/base/bytes.h"
#include "daemon/ctl/report.h"

/* A failed json_*() returns NULL, which json_object_set_new refuses: one sticky flag is enough. */
static void set(json_t *object, const char *key, json_t *value, bool *failed) {
  if (json_object_set_new(object, key, value) != 0) *failed = true;
}

static json_t *text(const char *string) {
  /* Compiler output is sanitised by the judge; a foreign result may still hold anything. */
  json_t *value = json_string(string);
  return value ? value : json_string("(not valid UTF-8)");
}

static json_t *test_object(const struct test_row *test, bool staff, bool *failed) {
  json_t *object = json_object();
  set(object, "group", text(test->group), failed);
  set(object, "tag", text(test->tag), failed);
  set(object, "repeat", json_integer(test->repeat), failed);
  set(object, "verdict", text(verdict_name(test->verdict)), failed);
  set(object, "score", json_real(test->score), failed);
  set(object, "cpu_ns", json_integer((json_int_t)test->cpu_ns), failed);
  set(object, "wall_ns", json_integer((json_int_t)test->wall_ns), failed);
  set(object, "memory_bytes", json_integer((json_int_t)test->memory_bytes), failed);
  set(object, "cpu_limit_ns", json_integer((json_int_t)test->cpu_limit_ns), failed);
  set(object, "wall_limit_ns", json_integer((json_int_t)test->wall_limit_ns), failed);
  set(object, "memory_limit_bytes", json_integer((json_int_t)test->memory_limit_bytes), failed);
  set(object, "reference_cpu_ns", json_integer((json_int_t)test->reference_cpu_ns), failed);
  set(object, "message", text(test->message), failed);
  if (staff && test->staff[0]) set(object, "staff", text(test->staff), failed);
  if (staff) set(object, "error_share", json_real(test->error_share), failed);
  return object;
}

static json_t *rows(const struct verdict_half *half, bool staff, json_t **groups, json_t **rubric,
                    bool *failed) {
  json_t *tests = json_array();
  for (uint32_t i = 0; i < half->test_count; i++)
    if (json_array_append_new(tests, test_object(&half->tests[i], staff, failed)) != 0)
      *failed = true;
  *groups = json_array();
  for (uint32_t i = 0; i < half->group_count; i++) {
    json_t *object = json_object();
    set(object, "name", text(half->groups[i].name), failed);
    set(object, "weight", json_real(half->groups[i].weight), failed);
    set(object, "required", json_boolean(half->groups[i].required), failed);
    set(object, "passed", json_boolean(half->groups[i].passed), failed);
    if (json_array_append_new(*groups, object) != 0) *failed = true;
  }
  *rubric = json_array();
  for (uint32_t i = 0; i < half->rubric_count; i++) {
    json_t *object = json_object();
    set(object, "name", text(half->rubric[i].name), failed);
    set(object, "score", json_real(half->rubric[i].score), failed);
    set(object, "evidence", text(half->rubric[i].evidence), failed);
    if (json_array_append_new(*rubric, object) != 0) *failed = true;
  }
  return tests;
}

static void set_provenance(json_t *object, const struct report *report, bool *failed) {
  char seed[DIGEST_HEX];
  bytes_to_hex(report->verdict->seed, DIGEST_SIZE, seed);
  set(object, "seed", text(seed), failed);
  set(object, "isolation", text(report->verdict->isolation), failed);
  set(object, "accounting", text(report->verdict->accounting), failed);
  set(object, "toolchain", text(report->verdict->toolchain), failed);
  set(object, "started_at", json_integer((json_int_t)report->verdict->started_at), failed);
  set(object, "finished_at", json_integer((json_int_t)report->verdict->finished_at), failed);
  if (report->tenant) set(object, "tenant", text(report->tenant), failed);
  if (report->source_digest) set(object, "source_digest", text(report->source_digest), failed);
  if (report->question_digest)
    set(object, "question_digest", text(report->question_digest), failed);
  if (report->daemon_version) set(object, "daemon_version", text(report->daemon_version), failed);
  if (report->attempt > 0) set(object, "attempt", json_integer(report->attempt), failed);
  if (report->accepted_at > 0)
    set(object, "accepted_at", json_integer((json_int_t)report->accepted_at), failed);
  if (report->signed_at > 0)
    set(object, "signed_at", json_integer((json_int_t)report->signed_at), failed);
  if (report->key_id) set(object, "key_id", text(report->key_id), failed);
  if (report->signature) set(object, "signature", text(report->signature), failed);
}

int report_json(const struct report *report, FILE *out, struct err *err) {
  const struct verdict_half *half = report->verdict;
  bool failed = false;
  json_t *object = json_object(), *groups = NULL, *rubric = NULL;
  set(object, "id", text(report->id), &failed);
  set(object, "question", text(report->question), &failed);
  set(object, "language", text(report->language), &failed);
  set(object, "verdict", text(verdict_name(half->verdict)), &failed);
  set(object, "score", json_real(half->score), &failed);
  set(object, "message", text(half->message), &failed);
  json_t *tests = rows(half, report->staff, &groups, &rubric, &failed);
  set(object, "groups", groups, &failed);
  set(object, "tests", tests, &failed);
  set(object, "rubric", rubric, &failed);
  set(object, "diagnostics", text(half->diagnostics ? half->diagnostics : ""), &failed);
  set(object, "compile_ns", json_integer((json_int_t)half->compile_ns), &failed);
  set_provenance(object, report, &failed);
  char *line = failed ? NULL : json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
  json_decref(object);
  if (!line) return err_set(err, ERR_MEMORY, "JSON: no memory");
  fprintf(out, "%s\n", line);
  free(line);
  return 0;
}
