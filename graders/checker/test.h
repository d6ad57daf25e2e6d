/* One test in its own process: the case, the reference's answer, and the verdict on an output. */
#pragma once

#include "graders/sdk/case.h"
#include "graders/sdk/checker.h"
#include "graders/sdk/compare.h"

/* What the box was opened with; fixed for the question. */
struct question {
  struct checker_options options;
  struct signature signature;
  const struct grader *grader;
};

struct test {
  const struct question *question;
  struct checker_task task;
  struct grader_test row; /* task's texts, as the grader sees them */
  struct frame_builder *input, *answer;
  struct frame input_view, answer_view; /* borrowed from the builders */
  uint64_t generate_ns, reference_ns;
};

/* Generates (until certified), validates, and asks the reference. An error is the grader's fault.
 */
int test_prepare(struct test *test, const struct question *question, const void *args,
                 size_t args_length, struct err *err);

/* Judges one output file; `input_fd` is the file that the candidate could write to. An error is
 * ours (a descriptor that cannot be mapped), never the candidate's. */
int test_judge(struct test *test, const struct checker_run *run, int input_fd, int output_fd,
               struct checker_outcome *outcome, struct err *err);
