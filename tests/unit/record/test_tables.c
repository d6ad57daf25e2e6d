/* Names, folders and digests that clients and question banks rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "proto/record/role.h"

static void verdicts_have_their_names_and_folders(void **state) {
  (void)state;
  static const struct {
    enum verdict verdict;
    const char *name, *folder;
  } cases[] = {
      {VERDICT_INTERNAL_ERROR, "internal_error", NULL},
      {VERDICT_COMPILE_ERROR, "compile_error", "compile_error"},
      {VERDICT_SECURITY_VIOLATION, "security_violation", "security_violation"},
      {VERDICT_RUNTIME_ERROR, "runtime_error", "run_time_error"},
      {VERDICT_TIME_LIMIT, "time_limit", "time_limit_exceeded"},
      {VERDICT_MEMORY_LIMIT, "memory_limit", "memory_limit_exceeded"},
      {VERDICT_OUTPUT_LIMIT, "output_limit", "output_limit_exceeded"},
      {VERDICT_BAD_OUTPUT, "bad_output", "bad_output"},
      {VERDICT_INPUT_MUTATED, "input_mutated", "input_mutated"},
      {VERDICT_NONDETERMINISTIC, "nondeterministic", "nondeterministic"},
      {VERDICT_WRONG_ANSWER, "wrong_answer", "wrong_answer"},
      {VERDICT_PARTIAL, "partial", "partial"},
      {VERDICT_ACCEPTED, "accepted", "accepted"},
      {VERDICT_SKIPPED, "skipped", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_string_equal(verdict_name(cases[i].verdict), cases[i].name);
    assert_int_equal(verdict_from_name(cases[i].name), cases[i].verdict);
    if (!cases[i].folder) {
      assert_null(verdict_folder(cases[i].verdict));
      continue;
    }
    assert_string_equal(verdict_folder(cases[i].verdict), cases[i].folder);
    assert_int_equal(verdict_from_folder(cases[i].folder), cases[i].verdict);
  }
  assert_string_equal(verdict_name((enum verdict)99), "?");
  assert_null(verdict_folder((enum verdict)99));
  assert_int_equal(verdict_from_name("none"), VERDICT_NONE);
  assert_int_equal(verdict_from_folder("internal_error"), VERDICT_NONE);
}

static void the_worse_verdict_is_the_earlier_one(void **state) {
  (void)state;
  assert_int_equal(verdict_worse(VERDICT_ACCEPTED, VERDICT_WRONG_ANSWER), VERDICT_WRONG_ANSWER);
  assert_int_equal(verdict_worse(VERDICT_TIME_LIMIT, VERDICT_WRONG_ANSWER), VERDICT_TIME_LIMIT);
  assert_int_equal(verdict_worse(VERDICT_SKIPPED, VERDICT_ACCEPTED), VERDICT_ACCEPTED);
  assert_int_equal(verdict_worse(VERDICT_NONE, VERDICT_SKIPPED), VERDICT_SKIPPED);
  assert_int_equal(verdict_worse(VERDICT_ACCEPTED, VERDICT_NONE), VERDICT_ACCEPTED);
}

/* Computed once with another program: these digests are in signed results and must never change. */
static void digests_of_a_submission_are_fixed(void **state) {
  (void)state;
  char text[] = "int f;\nint g;\n", content[DIGEST_HEX], source[DIGEST_HEX];
  struct submission submission = {.question = "lcs",
                                  .language = "c",
                                  .file_count = 1,
                                  .files = {{"solution.c", 0, 14}},
                                  .source = (uint8_t *)text,
                                  .source_length = 14};
  assert_int_equal(submission_digest(&submission, NULL), 0);
  bytes_to_hex(submission.content_digest, DIGEST_SIZE, content);
  bytes_to_hex(submission.source_digest, DIGEST_SIZE, source);
  assert_string_equal(content, "5f210303e960fd7e1d77271337fc3c1d6e49b9ed2f5297e7c066d02816c70554");
  assert_string_equal(source, "ac9fc2cc8ab42896e359bbdcd6b80d1ba5c9e70cb82fe5dbd4a261d2d8296872");
  submission.file_count = 2;
  submission.files[0].length = 7;
  submission.files[1] = (struct source_file){"more.h", 7, 7};
  assert_int_equal(submission_digest(&submission, NULL), 0);
  bytes_to_hex(submission.content_digest, DIGEST_SIZE, content);
  bytes_to_hex(submission.source_digest, DIGEST_SIZE, source);
  assert_string_equal(content, "fd59a437ea9b1a4b41758be602da2f284823a3e4ed1e5eafdaca68a184bdc9ee");
  assert_string_equal(source, "df9a74d3ec35ee61124384743df57a639a416f6a70ed3cf41594e8e084422d50");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(verdicts_have_their_names_and_folders),
      cmocka_unit_test(the_worse_verdict_is_the_earlier_one),
      cmocka_unit_test(digests_of_a_submission_are_fixed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
