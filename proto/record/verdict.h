/* Verdicts: one list for records, the signed result, gradectl and documents. The order is the
 * precedence (catalogue 1.2): of several failing tests the earliest here is the submission's. */
#pragma once

#include <stdint.h>

enum verdict {
  VERDICT_NONE = 0,
  VERDICT_INTERNAL_ERROR, /* ours; never the candidate's fault */
  VERDICT_COMPILE_ERROR,
  VERDICT_SECURITY_VIOLATION, /* a refused system call; the message names it */
  VERDICT_RUNTIME_ERROR,
  VERDICT_TIME_LIMIT,
  VERDICT_MEMORY_LIMIT,
  VERDICT_OUTPUT_LIMIT,
  VERDICT_BAD_OUTPUT,
  VERDICT_INPUT_MUTATED,
  VERDICT_NONDETERMINISTIC,
  VERDICT_WRONG_ANSWER,
  VERDICT_PARTIAL,
  VERDICT_ACCEPTED,
  VERDICT_SKIPPED /* of a test only: not run because an earlier one decided */
};

#define VERDICT_COUNT 15

const char *verdict_name(enum verdict verdict);   /* "time_limit"; "?" if out of range */
enum verdict verdict_from_name(const char *name); /* VERDICT_NONE if unknown */
const char *verdict_folder(
    enum verdict verdict); /* submissions/ folder: "time_limit_exceeded"; NULL if none */
enum verdict verdict_from_folder(const char *folder); /* VERDICT_NONE if unknown */
enum verdict verdict_worse(enum verdict a,
                           enum verdict b); /* by precedence; SKIPPED is the least */
