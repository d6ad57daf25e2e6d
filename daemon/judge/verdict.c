#include "daemon/judge/verdict.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daemon/judge/feedback.h"

#define HOST_FAULT_STATUS 70

static void say(struct verdict_word *word, enum verdict verdict, const char *text) {
  word->verdict = verdict;
  if (text) snprintf(word->message, sizeof word->message, "%s", text);
}

static bool is_refused_call(const struct box_report *report) {
  return report->hint.trapped_syscall > 0 ||
         (report->end == BOX_END_SIGNAL && report->status == SIGSYS);
}

static bool has_failed(const struct box_report *report) {
  return report->end != BOX_END_EXIT || report->status != 0;
}

/* A survived refusal of memory is the program's own business. */
static bool is_out_of_memory(const struct box_report *report) {
  return has_failed(report) &&
         ((report->limits_hit & BOX_LIMIT_MEMORY) != 0 || report->hint.memory_exhausted);
}

static bool is_over_output(const struct box_report *report) {
  return (report->limits_hit & BOX_LIMIT_OUTPUT) != 0 ||
         (report->end == BOX_END_SIGNAL && report->status == SIGXFSZ);
}

/* Inside the box nothing can send it: who did was outside, and not for one of our limits. */
static bool is_killed_from_outside(const struct box_report *report) {
  return report->end == BOX_END_SIGNAL && report->status == SIGKILL &&
         report->hint.caught_signal != SIGKILL;
}

static void decide_exit(const struct box_report *report, struct verdict_word *word) {
  feedback_hint(report, word->message, sizeof word->message);
  switch (report->hint.phase) {
    case WARM_PHASE_LOAD_ERROR:
      say(word, VERDICT_COMPILE_ERROR, word->message[0] ? NULL : "the program cannot be loaded");
      return;
    case WARM_PHASE_EXCEPTION:
      say(word, VERDICT_RUNTIME_ERROR, word->message[0] ? NULL : "an exception");
      return;
    case WARM_PHASE_BAD_OUTPUT:
      say(word, VERDICT_BAD_OUTPUT, word->message[0] ? NULL : "a result of another type");
      return;
    default:
      word->verdict = VERDICT_RUNTIME_ERROR;
      feedback_exit(report, word->message, sizeof word->message);
  }
}

static void decide_outcome(const struct box_report *report, const struct checker_outcome *outcome,
                           struct verdict_word *word) {
  switch (outcome->code) {
    case CHECKER_ACCEPTED:
      say(word, VERDICT_ACCEPTED, outcome->message);
      return;
    case CHECKER_WRONG:
      say(word, VERDICT_WRONG_ANSWER, outcome->message);
      return;
    case CHECKER_INPUT_MUTATED:
      say(word, VERDICT_INPUT_MUTATED, outcome->message);
      return;
    case CHECKER_BAD_OUTPUT:
      if (report->hint.phase == WARM_PHASE_DONE)
        say(word, VERDICT_BAD_OUTPUT, outcome->message);
      else
        say(word, VERDICT_RUNTIME_ERROR, "exited before it answered (exit status 0)");
      return;
  }
  say(word, VERDICT_INTERNAL_ERROR, "the checker's outcome has no meaning");
}

void verdict_decide(const struct verdict_facts *facts, struct verdict_word *ret_word) {
  const struct box_report *report = facts->report;
  struct verdict_word *word = ret_word;
  char *text = word->message;
  const size_t room = sizeof word->message;
  word->verdict = VERDICT_NONE;
  text[0] = '\0';
  if (report->end != BOX_END_EXIT && report->end != BOX_END_SIGNAL) {
    say(word, VERDICT_INTERNAL_ERROR, report->fault);
  } else if (is_refused_call(report)) {
    word->verdict = VERDICT_SECURITY_VIOLATION;
    feedback_system_call(report, text, room);
  } else if ((report->limits_hit & (BOX_LIMIT_CPU | BOX_LIMIT_WALL)) != 0) {
    word->verdict = VERDICT_TIME_LIMIT;
    feedback_time(report, facts->limits, facts->reference_cpu_ns, text, room);
  } else if (is_out_of_memory(report)) {
    word->verdict = VERDICT_MEMORY_LIMIT;
    feedback_memory(facts->limits, text, room);
  } else if (is_over_output(report)) {
    word->verdict = VERDICT_OUTPUT_LIMIT;
    feedback_output(facts->limits, text, room);
  } else if (is_killed_from_outside(report)) {
    say(word, VERDICT_INTERNAL_ERROR, "a run was killed from outside of its box");
  } else if (report->end == BOX_END_SIGNAL) {
    word->verdict = VERDICT_RUNTIME_ERROR;
    feedback_signal(report, text, room);
  } else if (report->status != 0) {
    decide_exit(report, word);
  } else if (facts->outcome) {
    decide_outcome(report, facts->outcome, word);
  }
}

bool verdict_blames_host(const struct box_report *report) {
  return report->end == BOX_END_EXIT && report->status == HOST_FAULT_STATUS &&
         report->hint.phase == WARM_PHASE_NONE && report->limits_hit == 0;
}
