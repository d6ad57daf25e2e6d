/* What one run means: how it ended, what limits it met, what the checker says. */
#include "tests/unit/judge/verdict_play.h"

#include "daemon/judge/feedback.c"
#include "daemon/judge/text.c"
#include "daemon/judge/verdict.c"

static const struct checker_outcome accepted = {.code = CHECKER_ACCEPTED, .score = 1};
static const struct checker_outcome wrong = {
    .code = CHECKER_WRONG, .message = "result[3]: off by 0.5", .staff = "expected 7.5, got 8"};
static const struct checker_outcome malformed = {.code = CHECKER_BAD_OUTPUT,
                                                 .message = "result: 2 x 3 values, declared 3 x 2"};
static const struct checker_outcome mutated = {.code = CHECKER_INPUT_MUTATED,
                                               .message = "input a was changed"};
static const struct checker_outcome meaningless = {.code = (enum checker_code)0,
                                                   .message = "for the candidate"};
static const struct checker_outcome unheard_of = {.code = (enum checker_code)99};

static void a_run_that_ended_well_is_for_the_checker_to_judge(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"nobody has looked yet", EXIT(0), .phase = WARM_PHASE_DONE, .verdict = VERDICT_NONE},
      {"nobody has looked, and it did not answer", EXIT(0), .verdict = VERDICT_NONE},
      {"right", EXIT(0), .phase = WARM_PHASE_DONE, .outcome = &accepted,
       .verdict = VERDICT_ACCEPTED},
      {"right, whatever it says of itself", EXIT(0), .phase = WARM_PHASE_EXCEPTION,
       .said = "ValueError: no", .printed = "debug\n", .caught = SIGSEGV, .outcome = &accepted,
       .verdict = VERDICT_ACCEPTED},
      {"a wrong value", EXIT(0), .phase = WARM_PHASE_DONE, .outcome = &wrong,
       .verdict = VERDICT_WRONG_ANSWER, .message = "result[3]: off by 0.5"},
      {"a wrong shape, length or type", EXIT(0), .phase = WARM_PHASE_DONE, .outcome = &malformed,
       .verdict = VERDICT_BAD_OUTPUT, .message = "result: 2 x 3 values, declared 3 x 2"},
      {"an input was changed", EXIT(0), .phase = WARM_PHASE_DONE, .outcome = &mutated,
       .verdict = VERDICT_INPUT_MUTATED, .message = "input a was changed"},
      {"exit(0) in the candidate's code", EXIT(0), .phase = WARM_PHASE_CALLING,
       .outcome = &malformed, .verdict = VERDICT_RUNTIME_ERROR,
       .message = "exited before it answered (exit status 0)"},
      {"exit(0) while outputs are written", EXIT(0), .phase = WARM_PHASE_RETURNING,
       .outcome = &malformed, .verdict = VERDICT_RUNTIME_ERROR,
       .message = "exited before it answered (exit status 0)"},
      {"exit(0) while it is loaded", EXIT(0), .phase = WARM_PHASE_LOADING, .outcome = &malformed,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "exited before it answered (exit status 0)"},
      {"exit(0), and an answer was there", EXIT(0), .phase = WARM_PHASE_CALLING, .outcome = &wrong,
       .verdict = VERDICT_WRONG_ANSWER, .message = "result[3]: off by 0.5"},
      {"a refused allocation that it survived", EXIT(0), .phase = WARM_PHASE_DONE,
       .hits = BOX_LIMIT_MEMORY, .memory_exhausted = 1, .outcome = &accepted,
       .verdict = VERDICT_ACCEPTED},
      {"a refused process that it survived", EXIT(0), .phase = WARM_PHASE_DONE,
       .hits = BOX_LIMIT_PROCESSES, .outcome = &accepted, .verdict = VERDICT_ACCEPTED},
  };
  expect_endings(rows, ROWS(rows));
}

static void a_fault_of_ours_is_never_the_candidates(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"the sandbox failed", FAULT("mount /tmp: Out of memory"), .verdict = VERDICT_INTERNAL_ERROR,
       .message = "mount /tmp: Out of memory"},
      {"it failed without a word", FAULT(""), .verdict = VERDICT_INTERNAL_ERROR},
      {"it failed, whatever else is known", FAULT("x"), .status = 3, .trapped = SYS_socket + 1,
       .hits = BOX_LIMIT_CPU | BOX_LIMIT_WALL | BOX_LIMIT_MEMORY | BOX_LIMIT_OUTPUT,
       .verdict = VERDICT_INTERNAL_ERROR, .message = "x"},
      {"it failed, and an output is right", FAULT("x"), .outcome = &accepted,
       .verdict = VERDICT_INTERNAL_ERROR, .message = "x"},
      {"a report without an end", .end = (enum box_end)0, .outcome = &accepted,
       .verdict = VERDICT_INTERNAL_ERROR},
      {"a report with an end that nobody knows", .end = (enum box_end)7, .fault = "end 7",
       .verdict = VERDICT_INTERNAL_ERROR, .message = "end 7"},
      {"killed, and neither a limit nor the run did it", SIGNAL(SIGKILL),
       .verdict = VERDICT_INTERNAL_ERROR, .message = "a run was killed from outside of its box"},
      {"killed from outside after it answered", SIGNAL(SIGKILL), .phase = WARM_PHASE_DONE,
       .outcome = &accepted, .verdict = VERDICT_INTERNAL_ERROR,
       .message = "a run was killed from outside of its box"},
      {"killed from outside, another signal was caught before", SIGNAL(SIGKILL), .caught = SIGSEGV,
       .verdict = VERDICT_INTERNAL_ERROR, .message = "a run was killed from outside of its box"},
      {"the checker's outcome is no outcome", EXIT(0), .phase = WARM_PHASE_DONE,
       .outcome = &meaningless, .verdict = VERDICT_INTERNAL_ERROR,
       .message = "the checker's outcome has no meaning"},
      {"the checker's outcome is unknown", EXIT(0), .phase = WARM_PHASE_DONE,
       .outcome = &unheard_of, .verdict = VERDICT_INTERNAL_ERROR,
       .message = "the checker's outcome has no meaning"},
  };
  expect_endings(rows, ROWS(rows));
}

static void a_refused_system_call_is_a_security_violation(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"trapped and ended", CAUGHT(SIGSYS), .trapped = SYS_socket + 1,
       .verdict = VERDICT_SECURITY_VIOLATION, .message = "refused system call: socket"},
      {"system call 0", CAUGHT(SIGSYS), .trapped = 1, .verdict = VERDICT_SECURITY_VIOLATION,
       .message = "refused system call: read"},
      {"a number without a name", CAUGHT(SIGSYS), .trapped = 77778,
       .verdict = VERDICT_SECURITY_VIOLATION, .message = "refused system call: number 77777"},
      {"SIGSYS, and no handler saw it", SIGNAL(SIGSYS), .verdict = VERDICT_SECURITY_VIOLATION,
       .message = "refused system call, by a 32-bit interface or with SIGSYS blocked"},
      {"trapped, then exit(0)", EXIT(0), .trapped = SYS_fork + 1, .phase = WARM_PHASE_DONE,
       .outcome = &accepted, .verdict = VERDICT_SECURITY_VIOLATION,
       .message = "refused system call: fork"},
      {"trapped, then an exception", EXIT(1), .trapped = SYS_execve + 1,
       .phase = WARM_PHASE_EXCEPTION, .said = "PermissionError",
       .verdict = VERDICT_SECURITY_VIOLATION, .message = "refused system call: execve"},
      {"it denies that it was trapped", SIGNAL(SIGSYS), .trapped = -1,
       .verdict = VERDICT_SECURITY_VIOLATION,
       .message = "refused system call, by a 32-bit interface or with SIGSYS blocked"},
      {"it denies in the strongest way", SIGNAL(SIGSYS), .trapped = INT32_MIN,
       .verdict = VERDICT_SECURITY_VIOLATION,
       .message = "refused system call, by a 32-bit interface or with SIGSYS blocked"},
      {"the largest number", SIGNAL(SIGSYS), .trapped = INT32_MAX,
       .verdict = VERDICT_SECURITY_VIOLATION, .message = "refused system call: number 2147483646"},
      {"an exit status like the signal's number is none", EXIT(SIGSYS),
       .verdict = VERDICT_RUNTIME_ERROR, .message = "exit status 31"},
  };
  expect_endings(rows, ROWS(rows));
}

static void time_limits_tell_computing_from_waiting(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"killed at the CPU limit", SIGNAL(SIGKILL), .hits = BOX_LIMIT_CPU,
       .verdict = VERDICT_TIME_LIMIT, .message = "stopped at its limit of 2 s CPU time"},
      {"the kernel's signal for it", CAUGHT(SIGXCPU), .hits = BOX_LIMIT_CPU,
       .verdict = VERDICT_TIME_LIMIT, .message = "stopped at its limit of 2 s CPU time"},
      {"with the reference's time", SIGNAL(SIGKILL), .hits = BOX_LIMIT_CPU,
       .reference_cpu_ns = 2 * CLOCK_SECOND / 5, .verdict = VERDICT_TIME_LIMIT,
       .message = "stopped at its limit of 2 s CPU time (the reference solution: 0.4 s)"},
      {"it ended by itself, but too late", EXIT(0), .hits = BOX_LIMIT_CPU, .phase = WARM_PHASE_DONE,
       .outcome = &accepted, .verdict = VERDICT_TIME_LIMIT,
       .message = "stopped at its limit of 2 s CPU time"},
      {"it waited", SIGNAL(SIGKILL), .hits = BOX_LIMIT_WALL, .verdict = VERDICT_TIME_LIMIT,
       .message = "used 0.01 s CPU of 2 s but 5 s of wall-clock time"},
      {"it waited, with the reference's time", SIGNAL(SIGKILL), .hits = BOX_LIMIT_WALL,
       .reference_cpu_ns = CLOCK_SECOND, .verdict = VERDICT_TIME_LIMIT,
       .message =
           "used 0.01 s CPU of 2 s but 5 s of wall-clock time (the reference solution: 1 s)"},
      {"both: it computed", SIGNAL(SIGKILL), .hits = BOX_LIMIT_CPU | BOX_LIMIT_WALL,
       .verdict = VERDICT_TIME_LIMIT, .message = "stopped at its limit of 2 s CPU time"},
      {"an exception on the way", EXIT(1), .hits = BOX_LIMIT_CPU, .phase = WARM_PHASE_EXCEPTION,
       .said = "KeyboardInterrupt", .verdict = VERDICT_TIME_LIMIT,
       .message = "stopped at its limit of 2 s CPU time"},
      {"SIGXCPU without a limit that was hit is a signal like others", CAUGHT(SIGXCPU),
       .verdict = VERDICT_RUNTIME_ERROR, .message = "killed by SIGXCPU"},
  };
  expect_endings(rows, ROWS(rows));
}

static void a_failure_for_want_of_memory_is_the_memory_limit(void **state) {
  (void)state;
#define MEMORY .verdict = VERDICT_MEMORY_LIMIT, .message = "needed more than 256 MiB of memory"
  static const struct ending rows[] = {
      {"killed by the kernel for memory", SIGNAL(SIGKILL), .hits = BOX_LIMIT_MEMORY, MEMORY},
      {"a crash after a refused allocation", CAUGHT(SIGSEGV), .hits = BOX_LIMIT_MEMORY,
       .address = 0, MEMORY},
      {"a crash, and only the run knows of the refusal", CAUGHT(SIGSEGV), .memory_exhausted = 1,
       MEMORY},
      {"abort() after a refused allocation", CAUGHT(SIGABRT), .hits = BOX_LIMIT_MEMORY, MEMORY},
      {"MemoryError", EXIT(1), .phase = WARM_PHASE_EXCEPTION, .memory_exhausted = 1,
       .said = "MemoryError: Unable to allocate 8 GiB", MEMORY},
      {"a refused allocation and exit(1)", EXIT(1), .hits = BOX_LIMIT_MEMORY,
       .phase = WARM_PHASE_CALLING, MEMORY},
      {"it cannot even be loaded", EXIT(1), .hits = BOX_LIMIT_MEMORY,
       .phase = WARM_PHASE_LOAD_ERROR, .said = "cannot allocate memory", MEMORY},
      {"a crash near the limit, nothing was refused", CAUGHT(SIGSEGV), .address = 8,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "killed by SIGSEGV (null pointer)"},
      {"a refusal survived, then a wrong answer", EXIT(0), .hits = BOX_LIMIT_MEMORY,
       .phase = WARM_PHASE_DONE, .outcome = &wrong, .verdict = VERDICT_WRONG_ANSWER,
       .message = "result[3]: off by 0.5"},
      {"a refusal survived, the checker has to say", EXIT(0), .memory_exhausted = 1,
       .phase = WARM_PHASE_DONE, .verdict = VERDICT_NONE},
  };
#undef MEMORY
  expect_endings(rows, ROWS(rows));
}

static void too_much_output_is_the_output_limit(void **state) {
  (void)state;
#define OUTPUT \
  .verdict = VERDICT_OUTPUT_LIMIT, .message = "wrote more than 1 MiB to stdout, stderr or a file"
  static const struct ending rows[] = {
      {"the kernel's signal for a file that is too large", SIGNAL(SIGXFSZ),
       .hits = BOX_LIMIT_OUTPUT, OUTPUT},
      {"the signal alone says it, too", SIGNAL(SIGXFSZ), OUTPUT},
      {"it printed on and ended well", EXIT(0), .hits = BOX_LIMIT_OUTPUT, .phase = WARM_PHASE_DONE,
       .outcome = &accepted, OUTPUT},
      {"it printed on and failed", EXIT(1), .hits = BOX_LIMIT_OUTPUT, .phase = WARM_PHASE_EXCEPTION,
       .said = "OSError: File too large", OUTPUT},
      {"it was killed for it", SIGNAL(SIGKILL), .hits = BOX_LIMIT_OUTPUT, OUTPUT},
  };
#undef OUTPUT
  expect_endings(rows, ROWS(rows));
}

static void a_signal_is_a_runtime_error_with_its_cause(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"null pointer", CAUGHT(SIGSEGV), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGSEGV (null pointer)"},
      {"stack overflow", CAUGHT(SIGSEGV), .stack_overflow = 1, .address = 0x7ffc00000000,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "killed by SIGSEGV (stack overflow)"},
      {"a write behind an output", CAUGHT(SIGSEGV), .address = RUNTIME_OUTPUTS_FIRST + 64,
       .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGSEGV (beyond the end of an output)"},
      {"a wild pointer", CAUGHT(SIGBUS), .address = 0x123456789a, .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGBUS (memory that is not its own)"},
      {"a fault that no handler saw", SIGNAL(SIGSEGV), .stack_overflow = 1,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "killed by SIGSEGV"},
      {"a division by zero", CAUGHT(SIGFPE), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGFPE (division by zero or integer overflow)"},
      {"a failed assertion", CAUGHT(SIGABRT), .printed = "x.c:3: f: Assertion `n > 0' failed.\n",
       .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGABRT (abort); it wrote: x.c:3: f: Assertion `n > 0' failed."},
      {"a trap", CAUGHT(SIGILL), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGILL (illegal instruction)"},
      {"an alarm", SIGNAL(SIGALRM), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGALRM"},
      {"a signal without a name", SIGNAL(60), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by signal 60"},
      {"it killed itself", CAUGHT(SIGKILL), .verdict = VERDICT_RUNTIME_ERROR,
       .message = "killed by SIGKILL"},
      {"killed after it answered", CAUGHT(SIGSEGV), .phase = WARM_PHASE_DONE, .outcome = &accepted,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "killed by SIGSEGV (null pointer)"},
  };
  expect_endings(rows, ROWS(rows));
}

static void an_exit_status_is_explained_by_the_phase(void **state) {
  (void)state;
  static const struct ending rows[] = {
      {"it cannot be loaded", EXIT(1), .phase = WARM_PHASE_LOAD_ERROR,
       .said = "undefined symbol: matmul", .verdict = VERDICT_COMPILE_ERROR,
       .message = "undefined symbol: matmul"},
      {"it cannot be loaded, without a word", EXIT(1), .phase = WARM_PHASE_LOAD_ERROR,
       .verdict = VERDICT_COMPILE_ERROR, .message = "the program cannot be loaded"},
      {"an exception", EXIT(1), .phase = WARM_PHASE_EXCEPTION,
       .said = "  File \"x.py\", line 3\nIndexError: 7", .verdict = VERDICT_RUNTIME_ERROR,
       .message = "IndexError: 7\n  File \"x.py\", line 3"},
      {"an exception without a word", EXIT(1), .phase = WARM_PHASE_EXCEPTION,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "an exception"},
      {"a result that cannot be written", EXIT(1), .phase = WARM_PHASE_BAD_OUTPUT,
       .said = "result 1 is a str, an array was declared", .verdict = VERDICT_BAD_OUTPUT,
       .message = "result 1 is a str, an array was declared"},
      {"a result that cannot be written, without a word", EXIT(1), .phase = WARM_PHASE_BAD_OUTPUT,
       .verdict = VERDICT_BAD_OUTPUT, .message = "a result of another type"},
      {"exit(3) in the candidate's code", EXIT(3), .phase = WARM_PHASE_CALLING,
       .printed = "cannot go on\n", .said = "not shown", .verdict = VERDICT_RUNTIME_ERROR,
       .message = "exit status 3; it wrote: cannot go on"},
      {"exit(3) after it answered", EXIT(3), .phase = WARM_PHASE_DONE, .outcome = &accepted,
       .verdict = VERDICT_RUNTIME_ERROR, .message = "exit status 3"},
      {"a phase that nobody knows", EXIT(1), .phase = (enum warm_phase)4000000000u,
       .said = "not shown", .verdict = VERDICT_RUNTIME_ERROR, .message = "exit status 1"},
      {"an exception is not judged by its output", EXIT(1), .phase = WARM_PHASE_EXCEPTION,
       .said = "E", .outcome = &wrong, .verdict = VERDICT_RUNTIME_ERROR, .message = "E"},
      {"processes were refused, and it failed", EXIT(1), .hits = BOX_LIMIT_PROCESSES,
       .phase = WARM_PHASE_EXCEPTION, .said = "OSError", .verdict = VERDICT_RUNTIME_ERROR,
       .message = "OSError"},
  };
  expect_endings(rows, ROWS(rows));
}

static void the_host_is_blamed_only_before_candidates_code_ran(void **state) {
  (void)state;
  static const struct {
    struct ending end;
    bool blamed;
  } rows[] = {
      {{EXIT(70)}, true},
      {{EXIT(70), .said = "host: the task is cut off"}, true},
      {{EXIT(71)}, false},
      {{EXIT(0)}, false},
      {{SIGNAL(70)}, false},
      {{FAULT("x"), .status = 70}, false},
      {{EXIT(70), .phase = WARM_PHASE_LOADING}, false},
      {{EXIT(70), .phase = WARM_PHASE_CALLING}, false},
      {{EXIT(70), .phase = WARM_PHASE_DONE}, false},
      {{EXIT(70), .hits = BOX_LIMIT_MEMORY}, false},
      {{EXIT(70), .hits = BOX_LIMIT_CPU}, false},
  };
  static struct box_report report;
  for (size_t i = 0; i < ROWS(rows); i++) {
    ending_report(&rows[i].end, &report);
    if (verdict_blames_host(&report) != rows[i].blamed) fail_msg("row %zu", i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_that_ended_well_is_for_the_checker_to_judge),
      cmocka_unit_test(a_fault_of_ours_is_never_the_candidates),
      cmocka_unit_test(a_refused_system_call_is_a_security_violation),
      cmocka_unit_test(time_limits_tell_computing_from_waiting),
      cmocka_unit_test(a_failure_for_want_of_memory_is_the_memory_limit),
      cmocka_unit_test(too_much_output_is_the_output_limit),
      cmocka_unit_test(a_signal_is_a_runtime_error_with_its_cause),
      cmocka_unit_test(an_exit_status_is_explained_by_the_phase),
      cmocka_unit_test(the_host_is_blamed_only_before_candidates_code_ran),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
