/* One graded submission as gradectl shows it: as a table for people or as JSON for programs. The
 * same for a signed result from a daemon and for a local grading. */
#pragma once

#include <stdio.h>

#include "proto/record/half.h"

struct report {
  const char *id, *question, *language, *tenant; /* borrowed; tenant may be NULL */
  const struct verdict_half *verdict;            /* borrowed */
  const char *signature; /* NULL (local grading, unsigned) or "valid" / why not */
  const char *key_id;    /* NULL or hex */
  const char *source_digest, *question_digest; /* NULL or hex */
  uint32_t attempt;
  uint64_t accepted_at, signed_at; /* 0 when there is none */
  const char *daemon_version;      /* NULL when there is none */
  bool staff;                      /* show the staff's messages, too */
};

/* Verdict, score and tests, as wide as the terminal allows; colours only on a terminal. */
void report_table(const struct report *report, FILE *out);

/* One JSON object on one line. Returns 0 or a negative error code. */
int report_json(const struct report *report, FILE *out, struct err *err);
