/* One run of a program on one test's inputs, and the word on it. */
#pragma once

#include "daemon/judge/checkers.h"
#include "daemon/judge/compile.h"
#include "daemon/judge/verdict.h"

/* What is the same for all runs of a submission. All borrowed. */
struct attempt_setting {
  struct boxes *boxes;
  struct checkers *checkers;
  const struct package *package;
  const struct plan *plan;
};

struct attempt {
  struct box_limits limits; /* in force */
  struct box_report report;
  int output_fd; /* owned; -1 */
  bool checked;
  struct checker_outcome outcome; /* if checked */
  struct verdict_word word;       /* after attempt_judge */
};

/* Limits of a run with this much CPU time: wall-clock time is twice that and a second. */
struct box_limits attempt_limits(const struct plan *plan, uint64_t cpu_ns);

uint64_t attempt_cpu(const struct attempt *attempt);

/* Runs the program; attempt->limits must be set. Frees what an earlier run left in *attempt. */
int attempt_run(const struct attempt_setting *setting, const struct program *program,
                const struct checker *checker, int input_fd, struct attempt *attempt,
                struct err *err);

/* Asks the checker if the run ended well, and decides. An internal error is an error here. */
int attempt_judge(const struct attempt_setting *setting, struct checker *checker, int input_fd,
                  uint64_t reference_cpu_ns, struct attempt *attempt, struct err *err);

/* Are the outputs of both the same bytes? */
int attempt_compare(const struct attempt *a, const struct attempt *b, bool *ret_same,
                    struct err *err);

void attempt_clear(struct attempt *attempt);
