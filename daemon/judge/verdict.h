/* What one run means: a pure function of what was measured around the candidate's process and what
 * the checker said of its output.
 *
 * The child's own word (report.hint) comes from memory that the candidate can write. It explains a
 * failure and can make one worse; it never makes a run accepted: that takes an exit status of 0, no
 * limit exceeded, and the checker's word. A fault of the sandbox or of the host is
 * VERDICT_INTERNAL_ERROR, whatever else is known. */
#pragma once

#include "graders/sdk/checker.h"
#include "proto/record/limits.h"
#include "proto/record/verdict.h"
#include "sandbox/box.h"

struct verdict_facts {
  const struct box_report *report;
  const struct box_limits *limits;       /* in force */
  uint64_t reference_cpu_ns;             /* for messages; 0: not measured */
  const struct checker_outcome *outcome; /* NULL: nobody has looked at the output */
};

struct verdict_word {
  enum verdict verdict;              /* VERDICT_NONE: the run ended well, the checker has to say */
  char message[LIMIT_MESSAGE_BYTES]; /* for the candidate; of an internal error: for staff */
};

void verdict_decide(const struct verdict_facts *facts, struct verdict_word *ret_word);

/* The host of the candidate's code says that its task was broken, before any of that code ran.
 * The candidate could forge this; whoever gets it asks the reference solution for the same. */
bool verdict_blames_host(const struct box_report *report);
