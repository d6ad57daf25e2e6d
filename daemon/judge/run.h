/* One test of a submission, from inputs to the row in the result.
 *
 * The CPU limit is the larger of the test's floor and 5 times the reference solution's time in the
 * same language. The reference is run only when a limit was met: on the very same inputs, in the
 * same box. If the limit then turns out to have been too small, or the run lost its time to others
 * on this host, the candidate's program gets another run. What the reference needed is remembered,
 * so that the next submission starts with that limit. */
#pragma once

#include "daemon/judge/attempt.h"
#include "daemon/judge/references.h"
#include "proto/record/half.h"

#define RUN_REFERENCE_CPU_NS 60000000000ull /* a reference that needs more is broken */

struct run {
  struct attempt_setting setting;
  struct compiler *compiler;     /* borrowed */
  struct references *references; /* borrowed */
  const struct program *program; /* the candidate's; borrowed */
};

/* Fills what is known of a test before it runs; its verdict is VERDICT_SKIPPED. */
void run_describe(const struct plan *plan, uint32_t test, struct test_row *row);

/* Runs it and completes the row. An error is a fault of ours. */
int run_test(const struct run *run, uint32_t test, struct test_row *row, struct err *err);
