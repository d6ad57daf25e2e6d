#include <string.h>

#include "daemon/base/bytes.h"
#include "graders/sdk/checker.h"

static size_t finish(const struct bytes_writer *writer) {
  return writer->failed ? 0 : writer->length;
}

size_t checker_options_put(const struct checker_options *options, void *data, size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_u32(&w, options->kind);
  bytes_put_u32(&w, options->tolerance);
  bytes_put_f64(&w, options->rtol);
  bytes_put_f64(&w, options->atol);
  bytes_put_string(&w, options->signature);
  return finish(&w);
}

int checker_options_get(struct checker_options *options, const void *data, size_t length,
                        struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  options->kind = (enum checker_kind)bytes_get_u32(&r);
  options->tolerance = (enum tolerance_class)bytes_get_u32(&r);
  options->rtol = bytes_get_f64(&r);
  options->atol = bytes_get_f64(&r);
  bytes_get_string(&r, options->signature, sizeof options->signature);
  if (options->kind < CHECKER_KIND_EXACT || options->kind > CHECKER_KIND_PROP ||
      options->tolerance > TOLERANCE_CUSTOM)
    r.failed = true;
  return bytes_reader_finish(&r, "checker options", err);
}

size_t checker_task_put(const struct checker_task *task, void *data, size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_string(&w, task->group);
  bytes_put_string(&w, task->tag);
  bytes_put_string(&w, task->language);
  bytes_put_i64(&w, task->size);
  bytes_put_u32(&w, task->repeat);
  bytes_put_raw(&w, task->seed, sizeof task->seed);
  bytes_put_u64(&w, task->nonce);
  return finish(&w);
}

int checker_task_get(struct checker_task *task, const void *data, size_t length, struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  bytes_get_string(&r, task->group, sizeof task->group);
  bytes_get_string(&r, task->tag, sizeof task->tag);
  bytes_get_string(&r, task->language, sizeof task->language);
  task->size = bytes_get_i64(&r);
  task->repeat = bytes_get_u32(&r);
  bytes_get_raw(&r, task->seed, sizeof task->seed);
  task->nonce = bytes_get_u64(&r);
  return bytes_reader_finish(&r, "checker task", err);
}

size_t checker_generated_put(const struct checker_generated *generated, void *data,
                             size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_u64(&w, generated->input_bytes);
  bytes_put_u64(&w, generated->output_capacity);
  bytes_put_u64(&w, generated->generate_ns);
  bytes_put_u64(&w, generated->reference_ns);
  return finish(&w);
}

int checker_generated_get(struct checker_generated *generated, const void *data, size_t length,
                          struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  generated->input_bytes = bytes_get_u64(&r);
  generated->output_capacity = bytes_get_u64(&r);
  generated->generate_ns = bytes_get_u64(&r);
  generated->reference_ns = bytes_get_u64(&r);
  return bytes_reader_finish(&r, "generated case", err);
}

size_t checker_run_put(const struct checker_run *run, void *data, size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_u32(&w, run->aliases);
  bytes_put_u32(&w, run->public_test);
  return finish(&w);
}

int checker_run_get(struct checker_run *run, const void *data, size_t length, struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  run->aliases = bytes_get_u32(&r);
  run->public_test = bytes_get_u32(&r);
  return bytes_reader_finish(&r, "run to check", err);
}

size_t checker_outcome_put(const struct checker_outcome *outcome, void *data, size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_u32(&w, outcome->code);
  bytes_put_f64(&w, outcome->score);
  bytes_put_f64(&w, outcome->error_share);
  bytes_put_string(&w, outcome->message);
  bytes_put_string(&w, outcome->staff);
  return finish(&w);
}

/* The process that wrote this has met hostile bytes: nothing of it is taken unchecked. */
int checker_outcome_get(struct checker_outcome *outcome, const void *data, size_t length,
                        struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  outcome->code = (enum checker_code)bytes_get_u32(&r);
  outcome->score = bytes_get_f64(&r);
  outcome->error_share = bytes_get_f64(&r);
  bytes_get_string(&r, outcome->message, sizeof outcome->message);
  bytes_get_string(&r, outcome->staff, sizeof outcome->staff);
  if (outcome->code < CHECKER_ACCEPTED || outcome->code > CHECKER_INPUT_MUTATED ||
      !(outcome->score >= 0 && outcome->score <= 1) || !(outcome->error_share >= 0))
    r.failed = true;
  return bytes_reader_finish(&r, "checker's outcome", err);
}

size_t runtime_task_put(const struct runtime_task *task, void *data, size_t capacity) {
  struct bytes_writer w = bytes_writer(data, capacity);
  bytes_put_u64(&w, task->nonce);
  bytes_put_u64(&w, task->input_bytes);
  bytes_put_string(&w, task->signature);
  return finish(&w);
}

int runtime_task_get(struct runtime_task *task, const void *data, size_t length, struct err *err) {
  struct bytes_reader r = bytes_reader(data, length);
  task->nonce = bytes_get_u64(&r);
  task->input_bytes = bytes_get_u64(&r);
  bytes_get_string(&r, task->signature, sizeof task->signature);
  return bytes_reader_finish(&r, "runtime task", err);
}
