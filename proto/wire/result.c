#include "proto/wire/result.h"

#include <stdlib.h>
#include <string.h>

#include "proto/graded.pb-c.h"
#include "proto/wire/budget.h"
#include "proto/wire/scan.h"

/* A test row takes more memory than bytes; a whole result is much larger than a request. */
#define HEAP_MAX (4u * LIMIT_DECODE_HEAP)

/* Copies fields one after the other and remembers the first that does not fit. */
struct taker {
  struct err *err;
  int rc;
};

static void take_text(struct taker *taker, const char *what, const char *text, char *to,
                      size_t capacity) {
  size_t length = strlen(text);
  if (taker->rc < 0) return;
  if (length >= capacity) {
    taker->rc = err_set(taker->err, ERR_LIMIT, "result.%s: %zu bytes, the limit is %zu", what,
                        length, capacity - 1);
    return;
  }
  memcpy(to, text, length + 1);
}
#define TAKE_TEXT(taker, what, from, to) take_text(taker, what, from, to, sizeof(to))

static void take_digest(struct taker *taker, const char *what, const ProtobufCBinaryData *from,
                        uint8_t to[static DIGEST_SIZE]) {
  if (taker->rc < 0) return;
  if (from->len != DIGEST_SIZE)
    taker->rc = err_set(taker->err, ERR_INVALID, "result.%s: %zu bytes, must be %d", what,
                        from->len, DIGEST_SIZE);
  else
    memcpy(to, from->data, DIGEST_SIZE);
}

static void *take_rows(struct taker *taker, const char *what, size_t count, size_t limit,
                       size_t size) {
  if (taker->rc < 0) return NULL;
  void *rows = count <= limit ? calloc(count + 1, size) : NULL;
  if (!rows)
    taker->rc =
        err_set(taker->err, ERR_LIMIT, "result.%s: %zu rows, the limit is %zu", what, count, limit);
  return rows;
}

static void take_groups(struct taker *taker, const Graded__V1__Result *from,
                        struct verdict_half *to) {
  to->groups = take_rows(taker, "groups", from->n_groups, LIMIT_TESTS, sizeof *to->groups);
  for (size_t i = 0; i < from->n_groups && taker->rc == 0; i++) {
    struct group_row *row = &to->groups[to->group_count++];
    TAKE_TEXT(taker, "groups.name", from->groups[i]->name, row->name);
    row->weight = from->groups[i]->weight;
    row->required = from->groups[i]->required;
    row->passed = from->groups[i]->passed;
  }
}

static void take_test(struct taker *taker, const Graded__V1__TestRow *from, struct test_row *to) {
  TAKE_TEXT(taker, "tests.group", from->group, to->group);
  TAKE_TEXT(taker, "tests.tag", from->tag, to->tag);
  TAKE_TEXT(taker, "tests.message", from->message, to->message);
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

static void take_tests(struct taker *taker, const Graded__V1__Result *from,
                       struct verdict_half *to) {
  to->tests = take_rows(taker, "tests", from->n_tests, LIMIT_TESTS, sizeof *to->tests);
  for (size_t i = 0; i < from->n_tests && taker->rc == 0; i++)
    take_test(taker, from->tests[i], &to->tests[to->test_count++]);
}

static void take_rubric(struct taker *taker, const Graded__V1__Result *from,
                        struct verdict_half *to) {
  if (taker->rc == 0 && from->n_rubric > LIMIT_RUBRIC_ROWS)
    taker->rc = err_set(taker->err, ERR_LIMIT, "result.rubric: %zu rows, the limit is %u",
                        from->n_rubric, LIMIT_RUBRIC_ROWS);
  for (size_t i = 0; taker->rc == 0 && i < from->n_rubric; i++) {
    struct rubric_row *row = &to->rubric[to->rubric_count++];
    TAKE_TEXT(taker, "rubric.name", from->rubric[i]->name, row->name);
    TAKE_TEXT(taker, "rubric.evidence", from->rubric[i]->evidence, row->evidence);
    row->score = from->rubric[i]->score;
  }
}

static void take_diagnostics(struct taker *taker, const Graded__V1__Result *from,
                             struct verdict_half *to) {
  size_t length = strlen(from->diagnostics);
  if (taker->rc < 0) return;
  if (length > LIMIT_DIAGNOSTICS_BYTES) {
    taker->rc = err_set(taker->err, ERR_LIMIT, "result.diagnostics: %zu bytes, the limit is %u",
                        length, LIMIT_DIAGNOSTICS_BYTES);
    return;
  }
  to->diagnostics = strdup(from->diagnostics);
  if (!to->diagnostics)
    taker->rc = err_set(taker->err, ERR_MEMORY, "result.diagnostics: no memory");
}

static void take_accept(struct taker *taker, const Graded__V1__Result *from,
                        struct accept_half *to) {
  TAKE_TEXT(taker, "tenant", from->tenant, to->tenant);
  TAKE_TEXT(taker, "id", from->id, to->id);
  TAKE_TEXT(taker, "question", from->question, to->question);
  TAKE_TEXT(taker, "language", from->language, to->language);
  take_digest(taker, "content_digest", &from->content_digest, to->content_digest);
  take_digest(taker, "source_digest", &from->source_digest, to->source_digest);
  take_digest(taker, "question_digest", &from->question_digest, to->question_digest);
  to->job.attempt = from->attempt;
  to->lane = (enum lane)from->lane;
  to->accepted_at = from->accepted_at;
  to->leased_at = from->leased_at;
}

static void take_verdict(struct taker *taker, const Graded__V1__Result *from,
                         struct verdict_half *to) {
  to->job.attempt = from->attempt;
  to->verdict = (enum verdict)from->verdict;
  to->score = from->score;
  to->compile_ns = from->compile_ns;
  to->started_at = from->started_at;
  to->finished_at = from->finished_at;
  TAKE_TEXT(taker, "message", from->message, to->message);
  TAKE_TEXT(taker, "isolation", from->isolation, to->isolation);
  TAKE_TEXT(taker, "accounting", from->accounting, to->accounting);
  TAKE_TEXT(taker, "toolchain", from->toolchain, to->toolchain);
  take_digest(taker, "content_digest", &from->content_digest, to->content_digest);
  /* An internal_error that was given up on has no seed. */
  if (from->seed.len > 0) take_digest(taker, "seed", &from->seed, to->seed);
  take_groups(taker, from, to);
  take_tests(taker, from, to);
  take_rubric(taker, from, to);
  take_diagnostics(taker, from, to);
}

int wire_result_unpack(const uint8_t *payload, size_t length, struct wire_result *result,
                       struct err *err) {
  struct wire_scan scan = {.repeated_max = LIMIT_TESTS};
  struct wire_budget budget = {.limit = HEAP_MAX};
  ProtobufCAllocator allocator = wire_budget_allocator(&budget);
  if (length > LIMIT_RESULT_BYTES)
    return err_set(err, ERR_LIMIT, "result: %zu bytes, the limit is %u", length,
                   LIMIT_RESULT_BYTES);
  int rc = wire_scan(&graded__v1__result__descriptor, payload, length, &scan, err);
  if (rc < 0) return err_wrap(err, rc, "result");
  if (scan.flaw != WIRE_FLAW_NONE)
    return err_set(err, ERR_INVALID, "result.%s: not well formed at %zu", scan.path, scan.value);
  Graded__V1__Result *message = graded__v1__result__unpack(&allocator, length, payload);
  if (!message) return err_set(err, ERR_INVALID, "result: %zu bytes are not a Result", length);
  struct wire_result got = {.signed_at = message->signed_at};
  struct taker taker = {.err = err};
  take_accept(&taker, message, &got.accept);
  take_verdict(&taker, message, &got.verdict);
  TAKE_TEXT(&taker, "daemon_version", message->daemon_version, got.daemon_version);
  graded__v1__result__free_unpacked(message, &allocator);
  if (taker.rc < 0)
    wire_result_clear(&got);
  else
    *result = got;
  return taker.rc;
}

void wire_result_clear(struct wire_result *result) { verdict_half_clear(&result->verdict); }
