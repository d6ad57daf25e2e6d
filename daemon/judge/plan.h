/* From a question's manifest to the list of tests of one submission. */
#pragma once

#include "graders/bank/manifest.h"

struct plan_test {
  uint32_t row, group; /* indexes into the manifest */
  uint32_t repeat;     /* 0 .. count-1 within the row */
  int64_t size;
  uint64_t cpu_floor_ns;
  bool is_public;
  bool twice; /* run again on the same inputs: the outputs must be the same bytes */
  bool heavy; /* its inputs are large: they are not made long before they are needed */
};

struct plan {
  const struct manifest *manifest; /* borrowed */
  enum language language;
  uint64_t memory_bytes; /* limit of a run */
  uint32_t count;
  struct plan_test tests[MANIFEST_TESTS_MAX];
};

/* Tests in the order of the manifest. The first is always run twice. */
void plan_make(const struct manifest *manifest, enum language language, struct plan *ret_plan);
