/* What the compiler's end means for the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daemon/judge/compile_meaning.c"
#include "daemon/judge/diagnostics.c"
#include "daemon/judge/feedback.c"
#include "daemon/judge/text.c"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

struct row {
  const char *what;
  enum box_end end;
  int status;
  uint32_t hits;
  bool has_output;
  const char *diagnostics; /* NULL: nothing was printed */
  enum compile_end expected;
  const char *reason; /* NULL: "" */
};

static void expect_rows(const struct row *rows, size_t count) {
  static struct box_report report;
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    const struct row *row = &rows[i];
    const char *expected = row->reason ? row->reason : "";
    char reason[LIMIT_MESSAGE_BYTES] = "left from before";
    report.end = row->end;
    report.status = row->status;
    report.limits_hit = row->hits;
    snprintf(report.fault, sizeof report.fault, "%s",
             row->end == BOX_END_FAULT ? "clone: No space left on device" : "");
    enum compile_end end =
        compile_judge(&report, row->has_output, row->diagnostics, reason, sizeof reason);
    if (end == row->expected && strcmp(reason, expected) == 0) continue;
    wrong++;
    print_error("%s\n  expected %d: %s\n  got      %d: %s\n", row->what, row->expected, expected,
                end, reason);
  }
  assert_int_equal(wrong, 0);
}

static void a_program_and_status_0_are_a_success(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"silent", BOX_END_EXIT, 0, 0, true, NULL, COMPILE_BUILT, NULL},
      {"with warnings", BOX_END_EXIT, 0, 0, true, "a.c:1:1: warning: x\n", COMPILE_BUILT, NULL},
      {"with a warning that looks like an error", BOX_END_EXIT, 0, 0, true,
       "virtual memory exhausted: no\n", COMPILE_BUILT, NULL},
      {"a refused allocation that it survived", BOX_END_EXIT, 0, BOX_LIMIT_MEMORY, true, NULL,
       COMPILE_BUILT, NULL},
      {"status 0 without a program", BOX_END_EXIT, 0, 0, false, NULL, COMPILE_REFUSED,
       "the program is larger than 16 MiB"},
  };
  expect_rows(rows, ROWS(rows));
}

static void what_a_source_does_to_the_compiler_is_refused(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"an error", BOX_END_EXIT, 1, 0, false, "a.c:1:5: error: expected ';'\n", COMPILE_REFUSED,
       "a.c:1:5: error: expected ';'"},
      {"the first error, not the first line", BOX_END_EXIT, 1, 0, false,
       "a.c: In function 'f':\na.c:1:5: warning: w\na.c:2:5: error: e\na.c:3:5: error: f\n",
       COMPILE_REFUSED, "a.c:2:5: error: e"},
      {"an error, though a program is there", BOX_END_EXIT, 1, 0, true, "ld: undefined reference",
       COMPILE_REFUSED, "ld: undefined reference"},
      {"a status without a word", BOX_END_EXIT, 4, 0, false, NULL, COMPILE_REFUSED,
       "the compiler ended with status 4"},
      {"a status and an empty word", BOX_END_EXIT, 4, 0, false, "", COMPILE_REFUSED,
       "the compiler ended with status 4"},
      {"CPU time", BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_CPU, false, NULL, COMPILE_REFUSED,
       "the compiler was stopped after 10 s CPU"},
      {"CPU time, and the clock", BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_CPU | BOX_LIMIT_WALL, false,
       NULL, COMPILE_REFUSED, "the compiler was stopped after 10 s CPU"},
      {"memory", BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_MEMORY, false, NULL, COMPILE_REFUSED,
       "the compiler needed more than 512 MiB of memory"},
      {"memory: a part of the compiler was killed", BOX_END_EXIT, 1, BOX_LIMIT_MEMORY, false,
       "gcc: fatal error: Killed signal terminated program cc1\n", COMPILE_REFUSED,
       "the compiler needed more than 512 MiB of memory"},
      {"memory: the compiler says so", BOX_END_EXIT, 1, 0, false,
       "virtual memory exhausted: Cannot allocate memory\n", COMPILE_REFUSED,
       "the compiler needed more than 512 MiB of memory"},
      {"memory: the compiler says so in other words", BOX_END_EXIT, 1, 0, false,
       "\ncc1: out of memory allocating 7379141 bytes after a total of 16875520 bytes\n",
       COMPILE_REFUSED, "the compiler needed more than 512 MiB of memory"},
      {"memory: the assembler says so", BOX_END_EXIT, 1, 0, false,
       "a.c: In function 'f':\nas: out of memory allocating 8 bytes after 9\n", COMPILE_REFUSED,
       "the compiler needed more than 512 MiB of memory"},
      {"memory: a line of the source says so", BOX_END_EXIT, 1, 0, false,
       "a.c:1:2: error: #error virtual memory exhausted: x\n", COMPILE_REFUSED,
       "a.c:1:2: error: #error virtual memory exhausted: x"},
      {"output", BOX_END_SIGNAL, SIGXFSZ, BOX_LIMIT_OUTPUT, false, NULL, COMPILE_REFUSED,
       "the compiler wrote more than 16 MiB"},
      {"output: the assembler's file", BOX_END_EXIT, 1, 0, false,
       "gcc: fatal error: File size limit exceeded signal terminated program as\n", COMPILE_REFUSED,
       "the compiler wrote more than 16 MiB"},
      {"processes", BOX_END_EXIT, 1, BOX_LIMIT_PROCESSES, false,
       "gcc: fatal error: vfork: Resource temporarily unavailable\n", COMPILE_REFUSED,
       "the compiler started more than 64 processes"},
      {"memory and output: memory", BOX_END_EXIT, 1, BOX_LIMIT_MEMORY | BOX_LIMIT_OUTPUT, false,
       NULL, COMPILE_REFUSED, "the compiler needed more than 512 MiB of memory"},
      {"memory was refused, and no program came of it", BOX_END_EXIT, 0, BOX_LIMIT_MEMORY, false,
       NULL, COMPILE_REFUSED, "the compiler needed more than 512 MiB of memory"},
  };
  expect_rows(rows, ROWS(rows));
}

static void what_may_be_the_hosts_doing_is_tried_again(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"it waited for a processor", BOX_END_SIGNAL, SIGKILL, BOX_LIMIT_WALL, false, NULL,
       COMPILE_AGAIN, "the compiler was stopped after 20 s"},
      {"it crashed", BOX_END_SIGNAL, SIGSEGV, 0, false, NULL, COMPILE_AGAIN,
       "the compiler was killed by SIGSEGV"},
      {"it was told to end", BOX_END_SIGNAL, SIGTERM, 0, true, "a.c:1:5: error: e\n", COMPILE_AGAIN,
       "the compiler was killed by SIGTERM"},
      {"a part of it was killed, for no limit", BOX_END_EXIT, 1, 0, false,
       "gcc: fatal error: Killed signal terminated program cc1\ncompilation terminated.\n",
       COMPILE_AGAIN, "gcc: fatal error: Killed signal terminated program cc1"},
      {"the linker was killed, for no limit", BOX_END_EXIT, 1, 0, false,
       "collect2: fatal error: ld terminated with signal 9 [Killed]\n", COMPILE_AGAIN,
       "collect2: fatal error: ld terminated with signal 9 [Killed]"},
      {"the first process was killed, for no limit", BOX_END_SIGNAL, SIGKILL, 0, false, NULL,
       COMPILE_KILLED, "the compiler was killed by SIGKILL"},
  };
  expect_rows(rows, ROWS(rows));
}

static void a_fault_of_the_sandbox_is_a_fault(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"nothing else is known", BOX_END_FAULT, 0, 0, false, NULL, COMPILE_FAULT,
       "clone: No space left on device"},
      {"whatever else is known", BOX_END_FAULT, SIGKILL, BOX_LIMIT_CPU | BOX_LIMIT_MEMORY, true,
       "a.c:1:5: error: e\n", COMPILE_FAULT, "clone: No space left on device"},
      {"no end at all", (enum box_end)0, 0, 0, true, NULL, COMPILE_FAULT, ""},
  };
  expect_rows(rows, ROWS(rows));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_program_and_status_0_are_a_success),
      cmocka_unit_test(what_a_source_does_to_the_compiler_is_refused),
      cmocka_unit_test(what_may_be_the_hosts_doing_is_tried_again),
      cmocka_unit_test(a_fault_of_the_sandbox_is_a_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
