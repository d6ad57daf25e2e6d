/* Sentences for the candidate about how a run ended. They name limits and what was measured, quote
 * what the candidate's own code said, and know nothing of expected values. Each writes at most
 * capacity - 1 bytes and a NUL. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sandbox/box.h"

/* "stopped at its limit of 2 s CPU time (the reference solution: 0.4 s)"; for wall-clock time
 * "used 0.01 s CPU of 2 s but 5 s of wall-clock time". reference_cpu_ns 0: not measured. */
void feedback_time(const struct box_report *report, const struct box_limits *limits,
                   uint64_t reference_cpu_ns, char *text, size_t capacity);

/* "needed more than 256 MiB of memory" */
void feedback_memory(const struct box_limits *limits, char *text, size_t capacity);

/* "wrote more than 1 MiB to stdout, stderr or a file" */
void feedback_output(const struct box_limits *limits, char *text, size_t capacity);

/* "killed by SIGSEGV (stack overflow)", and the last line that it wrote */
void feedback_signal(const struct box_report *report, char *text, size_t capacity);

/* "exit status 3", and the last line that it wrote */
void feedback_exit(const struct box_report *report, char *text, size_t capacity);

/* "refused system call: socket" */
void feedback_system_call(const struct box_report *report, char *text, size_t capacity);

/* What the child said in its hint: the last line first, then as many of the lines before it as fit,
 * the latest ones. */
void feedback_hint(const struct box_report *report, char *text, size_t capacity);

/* "SIGSEGV"; "signal 77" if it has no name. Valid until the thread's next call. */
const char *feedback_signal_name(int number);
