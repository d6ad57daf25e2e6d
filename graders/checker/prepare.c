#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/digest.h"
#include "graders/checker/test.h"

#define DRAWS_MAX 100

/* Draw 0 uses the test's seed; every redraw its own, so that a certified case can be replayed. */
static int seed_of_draw(const struct test *test, uint32_t draw, uint8_t seed[static DRAW_SEED_SIZE],
                        struct err *err) {
  if (draw == 0) {
    memcpy(seed, test->task.seed, DRAW_SEED_SIZE);
    return 0;
  }
  uint8_t number[4] = {(uint8_t)draw, (uint8_t)(draw >> 8), 0, 0};
  return digest_hmac(test->task.seed, sizeof test->task.seed, number, sizeof number, seed, err);
}

static int generate_once(struct test *test, uint32_t number, bool *ret_certain, struct err *err) {
  uint8_t seed[DRAW_SEED_SIZE];
  struct draw *draw = NULL;
  int rc = seed_of_draw(test, number, seed, err);
  if (rc == 0) rc = draw_new(seed, &draw, err);
  if (rc < 0) return rc;
  const struct grader *grader = test->question->grader;
  frame_builder_reset(test->input);
  case_begin(&test->question->signature);
  grader->generate(&test->row, draw, test->input);
  draw_free(&draw);
  frame_builder_view(test->input, &test->input_view, NULL);
  *ret_certain = !grader->certify || grader->certify(&test->row, &test->input_view);
  return 0;
}

/* A case must be what the signature says, or candidates would be judged by a broken grader. */
static bool fits(const struct value *value, const struct signature_type *type, bool answer) {
  if (value->kind == VALUE_NONE) return type->optional;
  if (value->kind != type->kind) return false;
  if (type->kind == VALUE_NODES) return value->fields == type->fields;
  if (type->kind == VALUE_TENSOR && value->ndim != type->ndim) return false;
  /* A reference may be more precise than what is declared. */
  if (answer && value->dtype == VALUE_F64 && type->dtype == VALUE_F32) return true;
  return value->dtype == type->dtype;
}

static int validate_input(const struct test *test, struct err *err) {
  const struct frame *frame = &test->input_view;
  if (frame->call_count == 0) return err_set(err, ERR_INVALID, "generate: no call");
  for (uint32_t i = 0; i < frame->call_count; i++) {
    const struct signature_entry *entry = &test->question->signature.entries[frame->calls[i].entry];
    if (frame->calls[i].value_count != entry->param_count)
      return err_set(err, ERR_INVALID, "generate: call %u has %u arguments, the signature %u", i,
                     frame->calls[i].value_count, entry->param_count);
    for (uint32_t k = 0; k < entry->param_count; k++)
      if (!fits(frame_value(frame, i, k), &entry->params[k].type, false))
        return err_set(err, ERR_INVALID, "generate: call %u, argument '%s' is not as declared", i,
                       entry->params[k].name);
  }
  return 0;
}

static int validate_answer(const struct test *test, struct err *err) {
  const struct frame *frame = &test->answer_view;
  if (frame->call_count != test->input_view.call_count)
    return err_set(err, ERR_INVALID, "reference: %u answers to %u calls", frame->call_count,
                   test->input_view.call_count);
  for (uint32_t i = 0; i < frame->call_count; i++) {
    const struct signature_entry *entry =
        &test->question->signature.entries[test->input_view.calls[i].entry];
    uint32_t wanted = frame->calls[i].status == FRAME_RETURNED ? entry->result_count : 0;
    if (frame->calls[i].value_count != wanted)
      return err_set(err, ERR_INVALID, "reference: answer %u has %u results, the signature %u", i,
                     frame->calls[i].value_count, wanted);
    for (uint32_t k = 0; k < wanted; k++)
      if (!fits(frame_value(frame, i, k), &entry->results[k].type, true))
        return err_set(err, ERR_INVALID, "reference: answer %u, result %u is not as declared", i,
                       k);
  }
  return 0;
}

static int generate(struct test *test, struct err *err) {
  bool certain = false;
  uint64_t start = clock_monotonic();
  for (uint32_t draw = 0; !certain; draw++) {
    if (draw == DRAWS_MAX)
      return err_set(err, ERR_INVALID, "certify: no certain case in %d draws", DRAWS_MAX);
    int rc = generate_once(test, draw, &certain, err);
    if (rc < 0) return rc;
  }
  test->generate_ns = clock_monotonic() - start;
  return validate_input(test, err);
}

int test_prepare(struct test *test, const struct question *question, const void *args,
                 size_t args_length, struct err *err) {
  memset(test, 0, sizeof *test);
  test->question = question;
  int rc = checker_task_get(&test->task, args, args_length, err);
  if (rc == 0) rc = frame_builder_new(&test->input, err);
  if (rc == 0) rc = frame_builder_new(&test->answer, err);
  if (rc < 0) return rc;
  test->row = (struct grader_test){.group = test->task.group,
                                   .tag = test->task.tag,
                                   .size = test->task.size,
                                   .language = test->task.language,
                                   .repeat = test->task.repeat};
  rc = generate(test, err);
  if (rc < 0) return rc;
  uint64_t start = clock_monotonic();
  question->grader->reference(&test->row, &test->input_view, test->answer);
  test->reference_ns = clock_monotonic() - start;
  frame_builder_view(test->answer, &test->answer_view, NULL);
  return validate_answer(test, err);
}
