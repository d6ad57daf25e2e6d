/* libFuzzer target: whatever the bytes of a problem.yaml, it is refused in one line that names the
 * file, or it is a question that the rest of the program can rely on.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_settings.c \
 *     graders/bank/{manifest,language}.c graders/sdk/{signature,checker_record,value}.c \
 *     daemon/base/{settings,settings_value,bytes,err}.c -lyaml */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graders/bank/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_group(const struct manifest *manifest, uint32_t index, uint32_t *next_row) {
  const struct manifest_group *group = &manifest->groups[index];
  uint32_t tests = 0;
  if (!group->name[0] || group->after >= (int32_t)index || group->after < -1) abort();
  if (group->first_row != *next_row || group->row_count == 0) abort();
  for (uint32_t i = 0; i < group->row_count; i++) {
    const struct manifest_row *row = &manifest->rows[(*next_row)++];
    if (!row->tag[0] || row->group != index || row->count == 0) abort();
    tests += row->count;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
      if (row->size[l] < 0 || row->cpu_floor_ns[l] < 10000000) abort();
  }
  if (tests != group->test_count) abort();
}

static void check_manifest(const struct manifest *manifest) {
  uint32_t weights = 0, tests = 0, next_row = 0;
  if (manifest->group_count == 0 || manifest->group_count > MANIFEST_GROUPS_MAX ||
      manifest->row_count > MANIFEST_ROWS_MAX)
    abort();
  for (uint32_t i = 0; i < manifest->group_count; i++) {
    check_group(manifest, i, &next_row);
    weights += manifest->groups[i].weight;
    tests += manifest->groups[i].test_count;
  }
  if (weights != 100 || next_row != manifest->row_count || tests != manifest->test_count ||
      tests > MANIFEST_TESTS_MAX)
    abort();
  if (manifest->checker == CHECKER_KIND_CLOSE && manifest->tolerance == TOLERANCE_NONE) abort();
  if (!isfinite(manifest->rtol) || !isfinite(manifest->atol)) abort();
}

/* What the checker of this question is told. */
static void check_options(const struct manifest *manifest) {
  static struct checker_options options, again;
  static uint8_t bytes[8192];
  manifest_checker_options(manifest, &options);
  size_t length = checker_options_put(&options, bytes, sizeof bytes);
  if (length == 0 || checker_options_get(&again, bytes, length, NULL) < 0) abort();
  if (strcmp(again.signature, manifest->signature_text) != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct manifest *manifest = NULL;
  struct err err = {0};
  if (manifest_read("problem.yaml", data, size, &manifest, &err) < 0) {
    if (strncmp(err.message, "problem.yaml:", 13) != 0 || manifest) abort();
    for (const char *at = err.message; *at; at++)
      if ((unsigned char)*at < 0x20) abort();
    return 0;
  }
  check_manifest(manifest);
  check_options(manifest);
  manifest_free(&manifest);
  return 0;
}
