/* The checker's runs of one submission: one a test, started ahead of need.
 *
 * A run generates its test's inputs and knows the answer; then it waits, is asked about outputs,
 * and ends when its channel is closed. While the compiler works or a candidate runs, the next
 * tests' runs are already generating; ended ones are reaped when their place is needed, or at the
 * end.
 *
 * Every failure here is an infrastructure fault: a grader that crashes, is silent or says nonsense
 * is never the candidate's doing. */
#pragma once

#include "daemon/judge/boxes.h"
#include "daemon/judge/plan.h"
#include "daemon/judge/tally.h"
#include "graders/sdk/checker.h"

#define CHECKERS_AHEAD 3u

enum checker_state { CHECKER_FREE = 0, CHECKER_LIVE, CHECKER_ENDING };

struct checker {
  enum checker_state state;
  uint32_t test;  /* index in the plan */
  uint64_t run;   /* in the checker's box */
  uint64_t nonce; /* that outputs must carry */
  int channel;    /* owned, -1 */
  int input_fd;   /* owned, -1: the input frame, of fixed size once generated */
  bool generated;
  struct checker_generated facts;
};

struct checkers {
  struct box *box;         /* borrowed */
  const struct plan *plan; /* borrowed */
  const char *question;    /* borrowed, for messages */
  uint8_t seed[DIGEST_SIZE];
  uint32_t next; /* the first test that no run was started for */
  struct checker runs[BOXES_CHECKER_RUNS];
};

void checkers_begin(struct checkers *checkers, struct box *box, const struct plan *plan,
                    const char *question, const uint8_t seed[static DIGEST_SIZE]);

/* Starts runs for tests after `current` (-1: before the first, and the first heavy one with them)
 * that are not known to be skipped. */
int checkers_ahead(struct checkers *checkers, int64_t current, const struct tally *tally,
                   struct err *err);

/* The run of this test, started now if it was not before, when it has generated its inputs. It
 * belongs to `checkers`. Tests are taken in ascending order; runs of earlier ones are given up. */
int checkers_take(struct checkers *checkers, uint32_t test, struct checker **ret_checker,
                  struct err *err);

/* The same inputs in a file of their own; the caller closes it. */
int checkers_refresh(struct checkers *checkers, struct checker *checker, int *ret_input_fd,
                     struct err *err);

/* The checker's word about an output that was made from these inputs. */
int checkers_check(struct checkers *checkers, struct checker *checker,
                   const struct checker_run *facts, int input_fd, int output_fd,
                   struct checker_outcome *ret_outcome, struct err *err);

/* This test needs no more: the run may end. */
void checkers_release(struct checkers *checkers, struct checker *checker);

/* Ends all runs and waits for them. What goes wrong in this is only logged by the caller. */
int checkers_end(struct checkers *checkers, struct err *err);
