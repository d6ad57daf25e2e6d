/* Rubric rows: what the tests and the compiler's diagnostics say beyond the verdict. A row exists
 * only if something was measured for it.
 *
 *   correctness            weight of the required groups that passed, of the weight of all required
 *   edge_cases             share of the tests in groups, or with tags, named for edge cases
 *   numerical_robustness   share of those named for large, extreme or delicate values
 *   efficiency             share of those in groups named for speed or scale
 *   code_hygiene           C: compiler warnings
 *
 * A test that was not run is no evidence. */
#pragma once

#include "daemon/judge/program.h"
#include "daemon/judge/tally.h"
#include "proto/record/half.h"

/* half: groups, tests and their counts are there; rubric and rubric_count are written. */
void evidence_collect(const struct plan *plan, const struct program *program,
                      struct verdict_half *half);

/* Is one of the words, between underscores, in the name? words ends with NULL. */
bool evidence_names(const char *name, const char *const words[]);
