/* Ends of a run as tables write them, and what must be said of each. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "daemon/base/clock.h"
#include "daemon/judge/verdict.h"

#define MEBIBYTE (1024ull * 1024)
#define UNUSED __attribute__((unused))
#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* What is not named is zero: no limit hit, nothing said, nothing printed. */
struct ending {
  const char *what;
  enum box_end end;
  int32_t status;
  uint32_t hits; /* enum box_limit bits */
  enum warm_phase phase;
  int32_t trapped, caught; /* trapped: system call + 1 */
  uint64_t address;
  uint32_t stack_overflow, memory_exhausted;
  const char *said, *printed, *fault;
  uint64_t reference_cpu_ns;
  const struct checker_outcome *outcome;
  enum verdict verdict;
  const char *message;
};

#define EXIT(number) .end = BOX_END_EXIT, .status = (number)
#define SIGNAL(number) .end = BOX_END_SIGNAL, .status = (number)
#define FAULT(text) .end = BOX_END_FAULT, .fault = (text)
/* The box's own handler saw this signal. */
#define CAUGHT(number) SIGNAL(number), .caught = (number)

static const struct box_limits ending_limits UNUSED = {.cpu_ns = 2 * CLOCK_SECOND,
                                                       .wall_ns = 5 * CLOCK_SECOND,
                                                       .memory_bytes = 256 * MEBIBYTE,
                                                       .output_bytes = MEBIBYTE};

UNUSED static void ending_report(const struct ending *row, struct box_report *report) {
  memset(report, 0, sizeof *report);
  report->end = row->end;
  report->status = row->status;
  report->limits_hit = row->hits;
  report->cpu_user_ns = CLOCK_SECOND / 125;
  report->cpu_system_ns = CLOCK_SECOND / 500;
  report->wall_ns = 5 * CLOCK_SECOND;
  report->hint.phase = row->phase;
  report->hint.trapped_syscall = row->trapped;
  report->hint.caught_signal = row->caught;
  report->hint.fault_address = row->address;
  report->hint.stack_overflow = row->stack_overflow;
  report->hint.memory_exhausted = row->memory_exhausted;
  if (row->said) {
    report->hint.message_length = (uint32_t)strlen(row->said);
    memcpy(report->hint.message, row->said, strlen(row->said));
  }
  if (row->printed) {
    report->output_length = report->output_bytes_total = (uint32_t)strlen(row->printed);
    memcpy(report->output, row->printed, strlen(row->printed));
  }
  if (row->fault) snprintf(report->fault, sizeof report->fault, "%s", row->fault);
}

/* Every row at once, so that one look shows all that is wrong. */
UNUSED static void expect_endings(const struct ending *rows, size_t count) {
  static struct box_report report;
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    const struct ending *row = &rows[i];
    struct verdict_word word;
    ending_report(row, &report);
    const struct verdict_facts facts = {.report = &report,
                                        .limits = &ending_limits,
                                        .reference_cpu_ns = row->reference_cpu_ns,
                                        .outcome = row->outcome};
    memset(&word, 'x', sizeof word);
    verdict_decide(&facts, &word);
    const char *message = row->message ? row->message : "";
    if (word.verdict == row->verdict && strcmp(word.message, message) == 0) continue;
    wrong++;
    print_error("%s\n  expected %s: %s\n  got      %s: %s\n", row->what, verdict_name(row->verdict),
                message, verdict_name(word.verdict), word.message);
  }
  assert_int_equal(wrong, 0);
}
