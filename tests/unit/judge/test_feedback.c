/* Sentences for the candidate: limits, what was measured, and its own code's last words. */
#include "tests/unit/judge/verdict_play.h"

#include "daemon/base/bytes.h"
#include "daemon/judge/feedback.c"
#include "daemon/judge/text.c"

static void times_have_as_many_digits_as_are_worth_reading(void **state) {
  (void)state;
  static const struct {
    uint64_t ns;
    const char *text;
  } rows[] = {
      {0, "0"},
      {1, "0.001"},
      {999999, "0.001"},
      {1234567, "0.0012"},
      {10000000, "0.01"},
      {123456789, "0.12"},
      {400000000, "0.4"},
      {999999999, "1"},
      {1000000000, "1"},
      {1234567890, "1.23"},
      {12345678901, "12.3"},
      {60000000000, "60"},
      {123456789012, "123"},
      {99960000000, "100"},
      {999600000000, "1000"},
      {1204100000000, "1204"},
      {3600500000000, "3600"},
  };
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[32];
    assert_string_equal(seconds(rows[i].ns, text), rows[i].text);
  }
}

static void sizes_are_mebibytes(void **state) {
  (void)state;
  static const struct {
    uint64_t bytes;
    const char *text;
  } rows[] = {{256 * MEBIBYTE, "256 MiB"},
              {4096 * MEBIBYTE, "4096 MiB"},
              {3 * MEBIBYTE / 2, "1.5 MiB"},
              {0, "0 MiB"}};
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[96], expected[96];
    const struct box_limits limits = {.memory_bytes = rows[i].bytes, .output_bytes = rows[i].bytes};
    feedback_memory(&limits, text, sizeof text);
    snprintf(expected, sizeof expected, "needed more than %s of memory", rows[i].text);
    assert_string_equal(text, expected);
    feedback_output(&limits, text, sizeof text);
    snprintf(expected, sizeof expected, "wrote more than %s to stdout, stderr or a file",
             rows[i].text);
    assert_string_equal(text, expected);
  }
}

static void signals_have_their_names(void **state) {
  (void)state;
  assert_string_equal(feedback_signal_name(SIGSEGV), "SIGSEGV");
  assert_string_equal(feedback_signal_name(SIGKILL), "SIGKILL");
  assert_string_equal(feedback_signal_name(77), "signal 77");
  assert_string_equal(feedback_signal_name(0), "signal 0");
  assert_string_equal(feedback_signal_name(INT32_MIN), "signal -2147483648");
}

static void the_cause_of_a_memory_fault_follows_from_its_address(void **state) {
  (void)state;
  static const struct {
    uint64_t address;
    const char *text;
  } rows[] = {
      {0, "killed by SIGSEGV (null pointer)"},
      {65535, "killed by SIGSEGV (null pointer)"},
      {65536, "killed by SIGSEGV (memory that is not its own)"},
      {RUNTIME_OUTPUTS_FIRST - 1, "killed by SIGSEGV (memory that is not its own)"},
      {RUNTIME_OUTPUTS_FIRST, "killed by SIGSEGV (beyond the end of an output)"},
      {RUNTIME_OUTPUTS_LAST, "killed by SIGSEGV (beyond the end of an output)"},
      {RUNTIME_OUTPUTS_LAST + 1, "killed by SIGSEGV (memory that is not its own)"},
      {UINT64_MAX, "killed by SIGSEGV (memory that is not its own)"},
  };
  static struct box_report report;
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[128];
    const struct ending end = {CAUGHT(SIGSEGV), .address = rows[i].address};
    ending_report(&end, &report);
    feedback_signal(&report, text, sizeof text);
    assert_string_equal(text, rows[i].text);
  }
}

static void the_last_line_that_it_wrote_is_quoted(void **state) {
  (void)state;
  static const struct {
    const char *printed, *text;
  } rows[] = {
      {"", "exit status 3"},
      {"\n\n", "exit status 3"},
      {"one\ntwo\n", "exit status 3; it wrote: two"},
      {"\x1b[31mno\x1b[0m\r\n", "exit status 3; it wrote: no"},
      {"100 %s %n\n", "exit status 3; it wrote: 100 %s %n"},
  };
  static struct box_report report;
  for (size_t i = 0; i < ROWS(rows); i++) {
    char text[128];
    const struct ending end = {EXIT(3), .printed = rows[i].printed};
    ending_report(&end, &report);
    feedback_exit(&report, text, sizeof text);
    assert_string_equal(text, rows[i].text);
  }
}

static void a_long_line_is_quoted_in_part(void **state) {
  (void)state;
  static struct box_report report;
  char text[LIMIT_MESSAGE_BYTES];
  const struct ending end = {EXIT(3)};
  ending_report(&end, &report);
  for (size_t i = 0; i < sizeof report.output; i++) report.output[i] = "\xc3\xa9"[i % 2];
  report.output_length = sizeof report.output;
  feedback_exit(&report, text, sizeof text);
  size_t length = strlen(text);
  assert_int_equal(length, strlen("exit status 3; it wrote: ") + QUOTE_BYTES - 2);
  assert_true(bytes_is_utf8(text, length));
}

static void expect_hint(const char *said, size_t capacity, const char *expected) {
  static struct box_report report;
  char text[LIMIT_MESSAGE_BYTES];
  const struct ending end = {EXIT(1), .said = said};
  ending_report(&end, &report);
  memset(text, 'x', sizeof text);
  feedback_hint(&report, text, capacity);
  assert_string_equal(text, expected);
}

static void the_last_line_said_comes_first(void **state) {
  (void)state;
  expect_hint("", 64, "");
  expect_hint("ValueError: x", 64, "ValueError: x");
  expect_hint("ValueError: x\n\n", 64, "ValueError: x");
  expect_hint("\n\n", 64, "");
  expect_hint("\nValueError: x", 64, "ValueError: x");
  expect_hint("Traceback:\n  line 3\nValueError: x\n", 64, "ValueError: x\nTraceback:\n  line 3");
  expect_hint("a\n\nE", 64, "E\na\n");
}

static void of_the_lines_before_the_latest_that_fit_are_kept(void **state) {
  (void)state;
  static const char said[] = "line 1\nline 2\nline 3\nE";
  expect_hint(said, 23, "E\nline 1\nline 2\nline 3");
  expect_hint(said, 22, "E\nline 2\nline 3");
  expect_hint(said, 16, "E\nline 2\nline 3");
  expect_hint(said, 15, "E\nline 3");
  expect_hint(said, 9, "E\nline 3");
  expect_hint(said, 8, "E");
  expect_hint(said, 2, "E");
  expect_hint(said, 1, "");
  expect_hint("a\nb \xe2\x82\xac", 4, "b "); /* cut at the end of a character */
}

static void a_length_that_the_run_made_up_is_not_believed(void **state) {
  (void)state;
  static struct box_report report;
  char text[LIMIT_MESSAGE_BYTES];
  const struct ending end = {EXIT(1), .said = "E"};
  ending_report(&end, &report);
  memset(report.hint.message + 2, 'y', sizeof report.hint.message - 2);
  report.hint.message_length = UINT32_MAX; /* ends at its NUL */
  feedback_hint(&report, text, sizeof text);
  assert_string_equal(text, "E");
  memset(report.hint.message, 'y', sizeof report.hint.message); /* has no NUL */
  feedback_hint(&report, text, sizeof text);
  assert_int_equal(strlen(text), sizeof text - 1);
  memset(report.hint.message, 1, sizeof report.hint.message); /* nothing to be shown */
  report.output_length = 0x7a7a7a7a;                          /* what comes behind is not read */
  feedback_hint(&report, text, sizeof text);
  assert_string_equal(text, "");
  report.output_length = UINT32_MAX;
  memset(report.output, 'z', sizeof report.output);
  feedback_exit(&report, text, sizeof text);
  assert_int_equal(strlen(text), strlen("exit status 1; it wrote: ") + QUOTE_BYTES - 1);
}

static void every_sentence_keeps_its_capacity(void **state) {
  (void)state;
  static struct box_report report;
  const struct ending end = {CAUGHT(SIGSEGV), .trapped = SYS_socket + 1, .said = "a\nb\nc",
                             .printed = "printed\n"};
  ending_report(&end, &report);
  for (size_t capacity = 1; capacity < 60; capacity++) {
    char text[64];
#define KEEPS(call)                      \
  memset(text, 'x', sizeof text);        \
  call;                                  \
  assert_int_equal(text[capacity], 'x'); \
  assert_in_range(strnlen(text, sizeof text), 0, capacity - 1)
    KEEPS(feedback_time(&report, &ending_limits, 5, text, capacity));
    KEEPS(feedback_memory(&ending_limits, text, capacity));
    KEEPS(feedback_output(&ending_limits, text, capacity));
    KEEPS(feedback_signal(&report, text, capacity));
    KEEPS(feedback_exit(&report, text, capacity));
    KEEPS(feedback_system_call(&report, text, capacity));
    KEEPS(feedback_hint(&report, text, capacity));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_have_as_many_digits_as_are_worth_reading),
      cmocka_unit_test(sizes_are_mebibytes),
      cmocka_unit_test(signals_have_their_names),
      cmocka_unit_test(the_cause_of_a_memory_fault_follows_from_its_address),
      cmocka_unit_test(the_last_line_that_it_wrote_is_quoted),
      cmocka_unit_test(a_long_line_is_quoted_in_part),
      cmocka_unit_test(the_last_line_said_comes_first),
      cmocka_unit_test(of_the_lines_before_the_latest_that_fit_are_kept),
      cmocka_unit_test(a_length_that_the_run_made_up_is_not_believed),
      cmocka_unit_test(every_sentence_keeps_its_capacity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
