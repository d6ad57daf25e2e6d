/* Every solution in the bank's submissions/ folders, graded without a daemon and compared with the
 * verdict that its folder names. */
#pragma once

#include "daemon/ctl/bank_view.h"
#include "daemon/ctl/local.h"

struct bank_case {
  const struct bank_index_row *question; /* borrowed from the view's index */
  char path[SOURCE_PATH_BYTES + 1];      /* "submissions/wrong_answer/off-by-one.c" */
  enum language language;
  enum verdict expected;
  bool finished;
  char fault[256];          /* the infrastructure failed; then there is no half */
  struct verdict_half half; /* owned; if finished and there is no fault */
};

struct bank_cases {
  uint32_t count;
  struct bank_case *cases; /* owned; by question, then by path */
};

/* Finds the cases of all questions that could be built. A file below submissions/ whose folder or
 * suffix means nothing is ERR_INVALID: it would never be checked. */
int bank_cases_collect(const struct bank_view *view, struct bank_cases *ret_cases, struct err *err);
void bank_cases_clear(struct bank_cases *cases);

/* Grades them with so many slots. All seeds follow from options->secret and the case's path.
 * `finished` is called after each. A case that cannot be graded has a fault; what is returned as an
 * error stopped all. */
int bank_cases_run(struct bank_cases *cases, const struct bank_view *view,
                   const struct local_options *options,
                   void (*finished)(void *context, const struct bank_case *row), void *context,
                   struct err *err);

/* Did it get the verdict that its folder names? */
bool bank_case_is_right(const struct bank_case *row);
