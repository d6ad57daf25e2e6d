/* From the tests' verdicts to the submission's: which tests need not run, which groups passed, the
 * score, the verdict. Pure bookkeeping.
 *
 * A group passes when all of its tests are accepted; its weight then counts. The verdict:
 *   every group passed                          accepted
 *   every required group passed                 partial
 *   otherwise                                   the worst (proto/record/verdict.h) of the tests in
 *                                               required groups that failed, and in the groups that
 *                                               such a group comes after
 *   nothing is required and no group passed     the worst of all
 *   a compile error or a security violation     that one, in whatever group it came up
 *
 * Not run: what comes in a group after a test that ran out of time or memory, groups that come
 * after a group that did not pass, and everything after a compile error or a security violation. */
#pragma once

#include "daemon/judge/plan.h"
#include "proto/record/verdict.h"

struct tally {
  const struct plan *plan; /* borrowed */
  bool stopped;
  enum verdict verdicts[MANIFEST_TESTS_MAX]; /* VERDICT_NONE: not known yet */
};

struct tally_result {
  enum verdict verdict;
  double score; /* 0..100 */
  int decisive; /* index of the first test that has the worst verdict, -1 if all passed */
  bool passed[MANIFEST_GROUPS_MAX];
};

void tally_begin(struct tally *tally, const struct plan *plan);

/* Is it already known that this test is not to be run? */
bool tally_skips(const struct tally *tally, uint32_t test);

void tally_note(struct tally *tally, uint32_t test, enum verdict verdict);

/* When every test has been noted (VERDICT_SKIPPED for those that were not run). */
void tally_finish(const struct tally *tally, struct tally_result *ret_result);
