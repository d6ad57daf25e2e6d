/* Comparing one result with its reference: type, then dtype, then shape, then values. */
#pragma once

#include "graders/sdk/case.h"
#include "graders/sdk/checker.h"

/* The outcome in the making; grader.h's check_* and compare_* write here. */
struct check {
  struct checker_outcome outcome; /* code CHECKER_ACCEPTED until something fails */
};

void check_begin(struct check *check);
bool check_failed(const struct check *check);

struct tolerance {
  enum tolerance_class class;
  double rtol, atol; /* TOLERANCE_CUSTOM */
};

/* Form of one result against its declared type and, for shapes, the reference's value. Messages
 * name what was declared and what came; false if it failed. */
bool compare_form(struct check *check, const char *name, const struct signature_type *type,
                  const struct value *got, const struct value *expected);

/* Float results by tolerance; note may be NULL. False if an element is off. */
bool compare_close(struct check *check, const char *name, const struct value *got,
                   const struct value *expected, const struct answer_note *note,
                   const struct tolerance *tolerance);
