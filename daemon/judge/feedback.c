#include "daemon/judge/feedback.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/judge/text.h"
#include "graders/sdk/checker.h"
#include "sandbox/jail.h"

#define QUOTE_BYTES 160
#define NULL_PAGES 65536u /* addresses below are what a null pointer with an offset gives */

/* "2", "0.4", "0.01", "12.3": as many digits as are worth reading. */
static const char *seconds(uint64_t ns, char text[static 32]) {
  double value = (double)ns / (double)CLOCK_SECOND;
  if (ns % CLOCK_SECOND == 0 || value >= 100)
    snprintf(text, 32, "%.0f", value);
  else
    snprintf(text, 32, value < 1 ? "%.2g" : "%.3g", value);
  if (value > 0 && value < 0.001) snprintf(text, 32, "0.001");
  return text;
}

static const char *mebibytes(uint64_t bytes, char text[static 32]) {
  bool whole = bytes % (1u << 20) == 0;
  snprintf(text, 32, whole ? "%.0f MiB" : "%.1f MiB", (double)bytes / (double)(1u << 20));
  return text;
}

void feedback_time(const struct box_report *report, const struct box_limits *limits,
                   uint64_t reference_cpu_ns, char *text, size_t capacity) {
  char used[32], limit[32], wall[32], reference[32];
  if ((report->limits_hit & BOX_LIMIT_CPU) != 0)
    snprintf(text, capacity, "stopped at its limit of %s s CPU time",
             seconds(limits->cpu_ns, limit));
  else
    snprintf(text, capacity, "used %s s CPU of %s s but %s s of wall-clock time",
             seconds(report->cpu_user_ns + report->cpu_system_ns, used),
             seconds(limits->cpu_ns, limit), seconds(report->wall_ns, wall));
  if (reference_cpu_ns > 0)
    text_add(text, capacity, " (the reference solution: %s s)",
             seconds(reference_cpu_ns, reference));
}

void feedback_memory(const struct box_limits *limits, char *text, size_t capacity) {
  char limit[32];
  snprintf(text, capacity, "needed more than %s of memory", mebibytes(limits->memory_bytes, limit));
}

void feedback_output(const struct box_limits *limits, char *text, size_t capacity) {
  char limit[32];
  snprintf(text, capacity, "wrote more than %s to stdout, stderr or a file",
           mebibytes(limits->output_bytes, limit));
}

const char *feedback_signal_name(int number) {
  static _Thread_local char name[24];
  const char *abbreviation = sigabbrev_np(number);
  if (abbreviation)
    snprintf(name, sizeof name, "SIG%s", abbreviation);
  else
    snprintf(name, sizeof name, "signal %d", number);
  return name;
}

static const char *signal_cause(const struct box_report *report) {
  const struct warm_status *hint = &report->hint;
  bool memory_fault = report->status == SIGSEGV || report->status == SIGBUS;
  if (report->status == SIGFPE) return "division by zero or integer overflow";
  if (report->status == SIGILL) return "illegal instruction";
  if (report->status == SIGABRT) return "abort";
  if (!memory_fault || hint->caught_signal != report->status) return NULL;
  if (hint->stack_overflow) return "stack overflow";
  if (hint->fault_address < NULL_PAGES) return "null pointer";
  if (hint->fault_address >= RUNTIME_OUTPUTS_FIRST && hint->fault_address <= RUNTIME_OUTPUTS_LAST)
    return "beyond the end of an output";
  return "memory that is not its own";
}

/* Assertions, glibc's words about a damaged heap, and the like. */
static void quote_output(const struct box_report *report, char *text, size_t capacity) {
  char line[QUOTE_BYTES];
  size_t length =
      report->output_length < sizeof report->output ? report->output_length : sizeof report->output;
  if (text_last_line(report->output, length, line, sizeof line) > 0)
    text_add(text, capacity, "; it wrote: %s", line);
}

void feedback_signal(const struct box_report *report, char *text, size_t capacity) {
  const char *cause = signal_cause(report);
  snprintf(text, capacity, "killed by %s", feedback_signal_name(report->status));
  if (cause) text_add(text, capacity, " (%s)", cause);
  quote_output(report, text, capacity);
}

void feedback_exit(const struct box_report *report, char *text, size_t capacity) {
  snprintf(text, capacity, "exit status %d", report->status);
  quote_output(report, text, capacity);
}

void feedback_system_call(const struct box_report *report, char *text, size_t capacity) {
  int trapped = report->hint.trapped_syscall; /* hostile: any int */
  int number = trapped > 0 ? trapped - 1 : -1;
  const char *name = number >= 0 ? jail_syscall_name(number) : NULL;
  if (name)
    snprintf(text, capacity, "refused system call: %s", name);
  else if (number >= 0)
    snprintf(text, capacity, "refused system call: number %d", number);
  else
    snprintf(text, capacity, "refused system call, by a 32-bit interface or with SIGSYS blocked");
}

void feedback_hint(const struct box_report *report, char *text, size_t capacity) {
  const struct warm_status *hint = &report->hint;
  char clean[WARM_MESSAGE_MAX + 1];
  size_t length =
      hint->message_length < sizeof hint->message ? hint->message_length : sizeof hint->message;
  length = text_clean(hint->message, strnlen(hint->message, length), clean, sizeof clean);
  while (length > 0 && clean[length - 1] == '\n') clean[--length] = '\0';
  char *last = memrchr(clean, '\n', length);
  text[0] = '\0';
  if (!last) {
    text_clean(clean, length, text, capacity);
    return;
  }
  *last++ = '\0';
  size_t used = text_clean(last, strlen(last), text, capacity);
  /* Whole lines from the end, as many as there is room for. */
  const char *from = clean + strlen(clean);
  while (from > clean) {
    const char *line = from - 1;
    while (line > clean && line[-1] != '\n') line--;
    if (strlen(line) + 1 + used >= capacity) break;
    from = line;
  }
  if (*from) text_add(text, capacity, "\n%s", from);
}
