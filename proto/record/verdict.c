#include "proto/record/verdict.h"

#include <stddef.h>
#include <string.h>

static const struct {
  const char *name, *folder;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_NONE] = {"none", NULL},
    [VERDICT_INTERNAL_ERROR] = {"internal_error", NULL},
    [VERDICT_COMPILE_ERROR] = {"compile_error", "compile_error"},
    [VERDICT_SECURITY_VIOLATION] = {"security_violation", "security_violation"},
    [VERDICT_RUNTIME_ERROR] = {"runtime_error", "run_time_error"},
    [VERDICT_TIME_LIMIT] = {"time_limit", "time_limit_exceeded"},
    [VERDICT_MEMORY_LIMIT] = {"memory_limit", "memory_limit_exceeded"},
    [VERDICT_OUTPUT_LIMIT] = {"output_limit", "output_limit_exceeded"},
    [VERDICT_BAD_OUTPUT] = {"bad_output", "bad_output"},
    [VERDICT_INPUT_MUTATED] = {"input_mutated", "input_mutated"},
    [VERDICT_NONDETERMINISTIC] = {"nondeterministic", "nondeterministic"},
    [VERDICT_WRONG_ANSWER] = {"wrong_answer", "wrong_answer"},
    [VERDICT_PARTIAL] = {"partial", "partial"},
    [VERDICT_ACCEPTED] = {"accepted", "accepted"},
    [VERDICT_SKIPPED] = {"skipped", NULL},
};

const char *verdict_name(enum verdict verdict) {
  return (unsigned)verdict < VERDICT_COUNT ? verdicts[verdict].name : "?";
}

enum verdict verdict_from_name(const char *name) {
  for (int i = VERDICT_NONE + 1; i < VERDICT_COUNT; i++)
    if (strcmp(verdicts[i].name, name) == 0) return (enum verdict)i;
  return VERDICT_NONE;
}

const char *verdict_folder(enum verdict verdict) {
  return (unsigned)verdict < VERDICT_COUNT ? verdicts[verdict].folder : NULL;
}

enum verdict verdict_from_folder(const char *folder) {
  for (int i = 0; i < VERDICT_COUNT; i++)
    if (verdicts[i].folder && strcmp(verdicts[i].folder, folder) == 0) return (enum verdict)i;
  return VERDICT_NONE;
}

enum verdict verdict_worse(enum verdict a, enum verdict b) {
  if (a == VERDICT_NONE) return b;
  if (b == VERDICT_NONE) return a;
  return a < b ? a : b;
}
