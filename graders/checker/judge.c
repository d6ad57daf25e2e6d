#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "daemon/base/fd.h"
#include "graders/checker/test.h"

/* "call 3 (forward): var", or just "the result". */
static void result_name(const struct test *test, uint32_t call, uint32_t result, char *text,
                        size_t capacity) {
  const struct frame_call *record = &test->input_view.calls[call];
  const struct signature_entry *entry = &test->question->signature.entries[record->entry];
  const char *name = entry->results[result].name[0] ? entry->results[result].name : "the result";
  if (test->input_view.call_count == 1)
    snprintf(text, capacity, "%s", name);
  else
    snprintf(text, capacity, "call %u (%s): %s", call + 1,
             entry->name[0] ? entry->name : "constructor", name);
}

static const char *fail_name(const struct signature_entry *entry, int32_t status) {
  uint32_t code = (uint32_t)status >> 8;
  return code >= 1 && code <= entry->fail_count ? entry->fails[code - 1] : "another code";
}

/* Did the call return or fail as it must? */
static bool status_right(struct test *test, const struct frame *output, uint32_t call,
                         struct check *check) {
  int32_t got = output->calls[call].status, wanted = test->answer_view.calls[call].status;
  const struct signature_entry *entry =
      &test->question->signature.entries[test->input_view.calls[call].entry];
  if (got == wanted) return true;
  if ((got & 0xff) == FRAME_NOT_CALLED)
    check_bad_output(check, "call %u has no answer", call + 1);
  else if ((got & 0xff) == FRAME_RETURNED)
    check_wrong(check, "call %u must fail with %s, but it returned", call + 1,
                fail_name(entry, wanted));
  else if (wanted == FRAME_RETURNED && entry->fail_count == 0)
    check_bad_output(check, "call %u failed, but this function has no failure: it must return 0",
                     call + 1);
  else if (wanted == FRAME_RETURNED)
    check_wrong(check, "call %u failed with %s, but it must return", call + 1,
                fail_name(entry, got));
  else
    check_wrong(check, "call %u failed with %s, not with %s", call + 1, fail_name(entry, got),
                fail_name(entry, wanted));
  return false;
}

static const struct answer_note *note_of(const struct test *test, uint32_t call, uint32_t result) {
  uint32_t index = test->answer_view.calls[call].first_value + result;
  const struct answer_notes *notes = case_notes();
  return index < notes->count ? &notes->items[index] : NULL;
}

/* Left to the question's check: its free lengths may differ from the reference's. */
static bool is_free(const struct test *test, const struct answer_note *note) {
  enum checker_kind kind = test->question->options.kind;
  return kind == CHECKER_KIND_SET || kind == CHECKER_KIND_PROP || (note && note->any);
}

static bool form_right(struct test *test, const struct frame *output, uint32_t call,
                       uint32_t result, struct check *check) {
  char name[128];
  const struct signature_type *type =
      &test->question->signature.entries[test->input_view.calls[call].entry].results[result].type;
  const struct value *got = frame_value(output, call, result);
  struct value expected = *frame_value(&test->answer_view, call, result);
  result_name(test, call, result, name, sizeof name);
  if (is_free(test, note_of(test, call, result)) && got->ndim == expected.ndim)
    for (uint32_t i = 0; i < type->ndim; i++)
      if (type->dims[i].any) expected.shape[i] = got->shape[i];
  return compare_form(check, name, type, got, &expected);
}

static bool value_right(struct test *test, const struct frame *output, uint32_t call,
                        uint32_t result, struct check *check) {
  char name[128];
  const struct checker_options *options = &test->question->options;
  const struct signature_type *type =
      &test->question->signature.entries[test->input_view.calls[call].entry].results[result].type;
  const struct value *got = frame_value(output, call, result);
  const struct value *expected = frame_value(&test->answer_view, call, result);
  const struct answer_note *note = note_of(test, call, result);
  bool real = type->dtype == VALUE_F32 || type->dtype == VALUE_F64;
  if (is_free(test, note)) return true;
  result_name(test, call, result, name, sizeof name);
  if (options->kind != CHECKER_KIND_CLOSE || !real)
    return compare_exact(check, name, got, expected);
  const struct tolerance tolerance = {options->tolerance, options->rtol, options->atol};
  return compare_close(check, name, got, expected, note, &tolerance);
}

typedef bool (*result_test)(struct test *test, const struct frame *output, uint32_t call,
                            uint32_t result, struct check *check);

static bool every_result(struct test *test, const struct frame *output, struct check *check,
                         result_test right) {
  for (uint32_t call = 0; call < output->call_count; call++)
    for (uint32_t k = 0; k < test->answer_view.calls[call].value_count; k++)
      if (!right(test, output, call, k, check)) return false;
  return true;
}

/* Everything is there, with the declared types and shapes. */
static bool form_complete(struct test *test, const struct frame *output, struct check *check) {
  if (output->nonce != test->task.nonce || output->call_count != test->input_view.call_count) {
    check_bad_output(check, "the output is not that of this test");
    return false;
  }
  for (uint32_t call = 0; call < output->call_count; call++) {
    if (!status_right(test, output, call, check)) return false;
    if (output->calls[call].value_count == test->answer_view.calls[call].value_count) continue;
    check_bad_output(check, "call %u has %u results, %u are expected", call + 1,
                     output->calls[call].value_count, test->answer_view.calls[call].value_count);
    return false;
  }
  return every_result(test, output, check, form_right);
}

static void note_mutation(struct check *check, const struct test *test, int64_t value) {
  const char *name = "an input";
  for (uint32_t call = 0; value >= 0 && call < test->input_view.call_count; call++) {
    const struct frame_call *record = &test->input_view.calls[call];
    int64_t index = value - record->first_value;
    if (index >= 0 && index < record->value_count)
      name = test->question->signature.entries[record->entry].params[index].name;
  }
  check->outcome.code = CHECKER_INPUT_MUTATED;
  check->outcome.score = 0;
  snprintf(check->outcome.message, sizeof check->outcome.message,
           "the input `%s` was changed; inputs are read-only", name);
}

static void note_alias(struct check *check) {
  check->outcome.code = CHECKER_INPUT_MUTATED;
  check->outcome.score = 0;
  snprintf(check->outcome.message, sizeof check->outcome.message,
           "a result shares memory with an input; return a copy");
}

static void judge_frame(struct test *test, const struct frame *output, bool aliases, bool same,
                        int64_t changed, struct check *check) {
  bool complete = form_complete(test, output, check);
  /* By precedence: form, then inputs, then values. */
  if (check->outcome.code == CHECKER_BAD_OUTPUT) return;
  if (!same) {
    note_mutation(check, test, changed);
  } else if (aliases) {
    note_alias(check);
  } else if (complete && every_result(test, output, check, value_right) &&
             test->question->grader->check) {
    const struct check_case c = {&test->row, &test->input_view, output, &test->answer_view};
    test->question->grader->check(&c, check);
  }
}

int test_judge(struct test *test, const struct checker_run *run, int input_fd, int output_fd,
               struct checker_outcome *outcome, struct err *err) {
  uint64_t length = 0;
  bool same = true;
  int64_t changed = -1;
  struct frame output;
  struct err malformed = {0};
  struct check check;
  int rc = fd_size(output_fd, &length, err);
  if (rc == 0)
    rc = frame_builder_matches(test->input, test->task.nonce, input_fd, &same, &changed, err);
  if (rc < 0) return rc;
  void *bytes = mmap(NULL, length > 0 ? length : 1, PROT_READ, MAP_PRIVATE, output_fd, 0);
  if (bytes == MAP_FAILED) return err_system(err, "output: mmap");
  check_begin(&check);
  if (frame_parse(bytes, length, &output, &malformed) < 0) {
    check_bad_output(&check, "the output is incomplete or malformed");
    check_staff(&check, "%s", malformed.message);
  } else {
    judge_frame(test, &output, run->aliases != 0, same, changed, &check);
    frame_clear(&output);
  }
  munmap(bytes, length > 0 ? length : 1);
  if (!(check.outcome.error_share <= 1e300)) check.outcome.error_share = 1e300;
  *outcome = check.outcome;
  return 0;
}
