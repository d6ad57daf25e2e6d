/* Between the kit's case calls (grader.h) and the checker that runs them. */
#pragma once

#include "graders/sdk/grader.h"
#include "graders/sdk/signature.h"

/* What an answer says about one of its values beyond the value. */
struct answer_note {
  bool any;          /* not compared by the declared checker */
  double *scale;     /* NULL, or a magnitude for each element (S64, S32) */
  int64_t reduction; /* K of S32 */
};
struct answer_notes {
  uint32_t count; /* may be smaller than the answer's values: the rest have no note */
  struct answer_note *items;
};

/* Before generate and reference of a test; the signature is borrowed. */
void case_begin(const struct signature *signature);
const struct answer_notes *case_notes(void);
void case_notes_clear(void);
