/* problem.yaml: what a question says about itself (graders/README.md describes the format).
 *
 * Errors name file, line, field, limit and value. Unknown keys are refused. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "graders/bank/language.h"
#include "graders/sdk/checker.h"
#include "graders/sdk/signature.h"
#include "proto/record/limits.h"

#define MANIFEST_FILE "problem.yaml"
#define MANIFEST_NAME_BYTES 128u
#define MANIFEST_TAG_BYTES 63u
#define MANIFEST_GROUPS_MAX 32u
#define MANIFEST_ROWS_MAX 256u         /* test rows; each stands for `count` tests */
#define MANIFEST_TESTS_MAX LIMIT_TESTS /* all counts together */
#define MANIFEST_CPU_FLOOR_DEFAULT_NS 2000000000ull

enum manifest_level { MANIFEST_EASY = 0, MANIFEST_MEDIUM, MANIFEST_HARD };
const char *manifest_level_name(enum manifest_level level); /* "easy" */

struct manifest_group {
  char name[MANIFEST_TAG_BYTES + 1];
  uint32_t weight; /* percent; all groups together 100 */
  bool required;
  int32_t after; /* index of the group that must have passed, always a smaller one; -1: none */
  uint32_t first_row, row_count; /* its rows in manifest.rows */
  uint32_t test_count;           /* sum of its rows' counts */
};

struct manifest_row {
  char tag[MANIFEST_TAG_BYTES + 1];
  uint32_t group; /* index */
  uint32_t count;
  int64_t size[LANGUAGE_COUNT];          /* for grader_test.size */
  uint64_t cpu_floor_ns[LANGUAGE_COUNT]; /* the CPU limit is never below this */
  bool is_public;                        /* the case may be shown to the candidate */
  bool twice;                            /* run twice to find nondeterminism */
};

struct manifest {
  char name[MANIFEST_NAME_BYTES + 1];
  enum manifest_level level;
  char signature_text[4096];
  struct signature signature;
  enum checker_kind checker;
  enum tolerance_class tolerance;
  double rtol, atol; /* TOLERANCE_CUSTOM */
  uint32_t memory_mib[LANGUAGE_COUNT];
  uint32_t group_count, row_count, test_count;
  struct manifest_group groups[MANIFEST_GROUPS_MAX];
  struct manifest_row rows[MANIFEST_ROWS_MAX]; /* in the order of the groups */
};

/* `file` is only for messages. *ret_manifest is malloc'ed: free it with manifest_free. */
int manifest_read(const char *file, const void *data, size_t length, struct manifest **ret_manifest,
                  struct err *err);
void manifest_free(struct manifest **manifest);

/* What a checker box of this question is opened with. */
void manifest_checker_options(const struct manifest *manifest, struct checker_options *ret_options);
