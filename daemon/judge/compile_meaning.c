#include "daemon/judge/compile_meaning.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/judge/diagnostics.h"
#include "daemon/judge/feedback.h"

/* The driver's and the linker driver's words when a part of the compiler was killed: if it was not
 * for a limit of ours, the host may have done it. A source that prints these words gains nothing
 * but more tries. */
static bool says_killed(const char *diagnostics) {
  return strstr(diagnostics, "fatal error: Killed signal terminated program") ||
         strstr(diagnostics, "fatal error: ld terminated with signal 9");
}

/* The driver's words when the kernel stopped the assembler for the size of its file. */
static bool says_too_large(const char *diagnostics) {
  return strstr(diagnostics, "File size limit exceeded signal terminated program");
}

static bool begins_a_line(const char *text, const char *words) {
  for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
    if (at == text || at[-1] == '\n') return true;
  return false;
}

/* What compiler, assembler and linker say when memory is refused to them; where control groups
 * limit it, they are killed before. */
static bool says_no_memory(const char *diagnostics) {
  return begins_a_line(diagnostics, "virtual memory exhausted: ") ||
         begins_a_line(diagnostics, "cc1: out of memory allocating ") ||
         begins_a_line(diagnostics, "as: out of memory allocating ") ||
         begins_a_line(diagnostics, "ld: out of memory allocating ");
}

static enum compile_end judge_limits(uint32_t hit, char *reason, size_t capacity) {
  if ((hit & BOX_LIMIT_CPU) != 0)
    snprintf(reason, capacity, "the compiler was stopped after %llu s CPU",
             COMPILE_CPU_NS / CLOCK_SECOND);
  else if ((hit & BOX_LIMIT_MEMORY) != 0)
    snprintf(reason, capacity, "the compiler needed more than %llu MiB of memory",
             COMPILE_MEMORY_BYTES >> 20);
  else if ((hit & BOX_LIMIT_OUTPUT) != 0)
    snprintf(reason, capacity, "the compiler wrote more than %llu MiB", COMPILE_OUTPUT_BYTES >> 20);
  else if ((hit & BOX_LIMIT_PROCESSES) != 0)
    snprintf(reason, capacity, "the compiler started more than %u processes", COMPILE_PROCESSES);
  else {
    snprintf(reason, capacity, "the compiler was stopped after %llu s",
             COMPILE_WALL_NS / CLOCK_SECOND);
    return COMPILE_AGAIN;
  }
  return COMPILE_REFUSED;
}

enum compile_end compile_judge(const struct box_report *report, bool has_output,
                               const char *diagnostics, char *reason, size_t capacity) {
  reason[0] = '\0';
  if (report->end != BOX_END_EXIT && report->end != BOX_END_SIGNAL) {
    snprintf(reason, capacity, "%s", report->fault);
    return COMPILE_FAULT;
  }
  bool succeeded = report->end == BOX_END_EXIT && report->status == 0;
  if (report->limits_hit != 0 && !(succeeded && has_output))
    return judge_limits(report->limits_hit, reason, capacity);
  if (report->end == BOX_END_SIGNAL) {
    snprintf(reason, capacity, "the compiler was killed by %s",
             feedback_signal_name(report->status));
    /* Nothing in the box kills the first process, and no limit did. */
    return report->status == SIGKILL ? COMPILE_KILLED : COMPILE_AGAIN;
  }
  if (report->status != 0 && diagnostics && says_too_large(diagnostics))
    return judge_limits(BOX_LIMIT_OUTPUT, reason, capacity);
  if (report->status != 0 && diagnostics && says_no_memory(diagnostics))
    return judge_limits(BOX_LIMIT_MEMORY, reason, capacity);
  if (report->status != 0) {
    if (diagnostics) diagnostics_first_error(diagnostics, reason, capacity);
    if (reason[0] == '\0')
      snprintf(reason, capacity, "the compiler ended with status %d", report->status);
    return diagnostics && says_killed(diagnostics) ? COMPILE_AGAIN : COMPILE_REFUSED;
  }
  if (has_output) return COMPILE_BUILT;
  snprintf(reason, capacity, "the program is larger than %llu MiB", COMPILE_OUTPUT_BYTES >> 20);
  return COMPILE_REFUSED;
}
