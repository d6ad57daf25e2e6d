#include "graders/bank/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/settings.h"

#define SIZE_MAX_ELEMENTS (1ll << 32)
#define CPU_SECONDS_MAX 60.0
#define MEMORY_MIB_MAX 4096

static const char *const level_names[] = {"easy", "medium", "hard", NULL};
/* In the order of their enums, from 1. */
static const char *const checker_names[] = {"exact", "close", "set", "prop", NULL};
static const char *const tolerance_names[] = {"E64", "S64", "I64", "E32", "S32", "C32", NULL};

const char *manifest_level_name(enum manifest_level level) { return level_names[level]; }

static int read_name(struct setting *node, char name[static MANIFEST_TAG_BYTES + 1],
                     struct err *err) {
  int rc = settings_text(node, 1, MANIFEST_TAG_BYTES, name, err);
  if (rc == 0 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
    rc = settings_refuse(node, err, "'%s', allowed are a-z, 0-9 and _", name);
  return rc;
}

static int read_signature(struct setting *root, struct manifest *manifest, struct err *err) {
  struct setting *node;
  struct err inner;
  int rc = settings_require(root, "signature", &node, err);
  if (rc == 0)
    rc = settings_text(node, 1, sizeof manifest->signature_text - 1, manifest->signature_text, err);
  if (rc < 0) return rc;
  if (signature_parse(manifest->signature_text, strlen(manifest->signature_text),
                      &manifest->signature, &inner) < 0)
    return settings_refuse(node, err, "%s", inner.message);
  return 0;
}

/* A class by name, or {rtol: x, atol: y}. */
static int read_tolerance_value(struct setting *node, struct manifest *manifest, struct err *err) {
  struct setting *rtol, *atol;
  if (!settings_is_map(node)) {
    size_t index;
    int rc = settings_choice(node, tolerance_names, &index, err);
    if (rc == 0) manifest->tolerance = (enum tolerance_class)(index + 1);
    return rc;
  }
  int rc = settings_require(node, "rtol", &rtol, err);
  if (rc == 0) rc = settings_number(rtol, 0, 1, "", &manifest->rtol, err);
  if (rc == 0) rc = settings_require(node, "atol", &atol, err);
  if (rc == 0) rc = settings_number(atol, 0, 1e9, "", &manifest->atol, err);
  if (rc == 0) manifest->tolerance = TOLERANCE_CUSTOM;
  return rc;
}

static int read_checker(struct setting *root, struct manifest *manifest, struct err *err) {
  struct setting *node;
  size_t index;
  int rc = settings_require(root, "checker", &node, err);
  if (rc == 0) rc = settings_choice(node, checker_names, &index, err);
  if (rc < 0) return rc;
  manifest->checker = (enum checker_kind)(index + 1);
  struct setting *tolerance = settings_get(root, "tolerance");
  if (tolerance && manifest->checker == CHECKER_KIND_EXACT)
    return settings_refuse(tolerance, err, "the checker 'exact' has none");
  if (!tolerance && manifest->checker == CHECKER_KIND_CLOSE)
    return settings_refuse(root, err, "tolerance is missing: the checker 'close' needs one");
  return tolerance ? read_tolerance_value(tolerance, manifest, err) : 0;
}

/* `key` of `map`: one value for all languages, or a mapping from language to value. `read` stores
 * the value of one language. */
static int read_per_language(struct setting *map, const char *key, void *target,
                             int (*read)(struct setting *, void *, enum language, struct err *),
                             struct err *err) {
  struct setting *node = settings_get(map, key);
  int rc = 0;
  if (!node) return 0;
  for (enum language l = 0; l < LANGUAGE_COUNT && rc == 0; l++) {
    struct setting *value = settings_is_map(node) ? settings_get(node, language_name(l)) : node;
    if (value) rc = read(value, target, l, err);
  }
  return rc;
}

static int store_memory(struct setting *node, void *target, enum language language,
                        struct err *err) {
  struct manifest *manifest = target;
  int64_t mib;
  int rc = settings_integer(node, 16, MEMORY_MIB_MAX, "MiB", &mib, err);
  if (rc == 0) manifest->memory_mib[language] = (uint32_t)mib;
  return rc;
}

static int store_size(struct setting *node, void *target, enum language language, struct err *err) {
  struct manifest_row *row = target;
  return settings_integer(node, 0, SIZE_MAX_ELEMENTS, "", &row->size[language], err);
}

static int store_cpu(struct setting *node, void *target, enum language language, struct err *err) {
  struct manifest_row *row = target;
  double seconds;
  int rc = settings_number(node, 0.01, CPU_SECONDS_MAX, "s", &seconds, err);
  if (rc == 0) row->cpu_floor_ns[language] = (uint64_t)(seconds * 1e9);
  return rc;
}

static int read_optional_flag(struct setting *map, const char *key, bool *value, struct err *err) {
  struct setting *node = settings_get(map, key);
  return node ? settings_flag(node, value, err) : 0;
}

static int read_row(struct setting *node, struct manifest_row *row, struct err *err) {
  struct setting *tag, *count;
  int64_t value = 1;
  int rc = settings_expect_map(node, err);
  if (rc == 0) rc = settings_require(node, "tag", &tag, err);
  if (rc == 0) rc = read_name(tag, row->tag, err);
  if (rc == 0 && (count = settings_get(node, "count")))
    rc = settings_integer(count, 1, MANIFEST_TESTS_MAX, "tests", &value, err);
  row->count = (uint32_t)value;
  for (enum language l = 0; l < LANGUAGE_COUNT; l++)
    row->cpu_floor_ns[l] = MANIFEST_CPU_FLOOR_DEFAULT_NS;
  if (rc == 0) rc = read_per_language(node, "size", row, store_size, err);
  if (rc == 0) rc = read_per_language(node, "cpu", row, store_cpu, err);
  if (rc == 0) rc = read_optional_flag(node, "public", &row->is_public, err);
  if (rc == 0) rc = read_optional_flag(node, "twice", &row->twice, err);
  return rc;
}

static int read_rows(struct setting *group_node, struct manifest *manifest, uint32_t group_index,
                     struct err *err) {
  struct manifest_group *group = &manifest->groups[group_index];
  struct setting *list;
  size_t count = 0;
  int rc = settings_require(group_node, "tests", &list, err);
  if (rc == 0)
    rc = settings_expect_list(list, 1, MANIFEST_ROWS_MAX - manifest->row_count, &count, err);
  group->first_row = manifest->row_count;
  for (size_t i = 0; i < count && rc == 0; i++) {
    struct manifest_row *row = &manifest->rows[manifest->row_count];
    row->group = group_index;
    rc = read_row(settings_item(list, i), row, err);
    if (rc < 0) break;
    manifest->row_count++;
    group->row_count++;
    group->test_count += row->count;
    manifest->test_count += row->count;
    if (manifest->test_count > MANIFEST_TESTS_MAX)
      rc = settings_refuse(list, err, "%u tests so far, the limit of a question is %u",
                           manifest->test_count, MANIFEST_TESTS_MAX);
  }
  return rc;
}

static int32_t find_group(const struct manifest *manifest, uint32_t before, const char *name) {
  for (uint32_t i = 0; i < before; i++)
    if (strcmp(manifest->groups[i].name, name) == 0) return (int32_t)i;
  return -1;
}

/* Only an earlier group: so groups can never wait for each other. */
static int read_after(struct setting *node, struct manifest *manifest, uint32_t index,
                      struct err *err) {
  char name[MANIFEST_TAG_BYTES + 1];
  struct setting *after = settings_get(node, "after");
  manifest->groups[index].after = -1;
  if (!after) return 0;
  int rc = read_name(after, name, err);
  if (rc < 0) return rc;
  manifest->groups[index].after = find_group(manifest, index, name);
  if (manifest->groups[index].after < 0)
    return settings_refuse(after, err, "'%s' is no group before this one", name);
  return 0;
}

static int read_group(struct setting *node, struct manifest *manifest, uint32_t index,
                      struct err *err) {
  struct manifest_group *group = &manifest->groups[index];
  struct setting *name, *weight;
  int64_t percent = 0;
  int rc = settings_expect_map(node, err);
  if (rc == 0) rc = settings_require(node, "name", &name, err);
  if (rc == 0) rc = read_name(name, group->name, err);
  if (rc == 0 && find_group(manifest, index, group->name) >= 0)
    rc = settings_refuse(name, err, "'%s' is the name of an earlier group", group->name);
  if (rc == 0) rc = settings_require(node, "weight", &weight, err);
  if (rc == 0) rc = settings_integer(weight, 0, 100, "", &percent, err);
  group->weight = (uint32_t)percent;
  if (rc == 0) rc = read_optional_flag(node, "required", &group->required, err);
  if (rc == 0) rc = read_after(node, manifest, index, err);
  if (rc == 0) rc = read_rows(node, manifest, index, err);
  return rc;
}

static int read_groups(struct setting *root, struct manifest *manifest, struct err *err) {
  struct setting *list;
  uint32_t sum = 0;
  size_t count = 0;
  int rc = settings_require(root, "groups", &list, err);
  if (rc == 0) rc = settings_expect_list(list, 1, MANIFEST_GROUPS_MAX, &count, err);
  for (uint32_t i = 0; i < count && rc == 0; i++) {
    rc = read_group(settings_item(list, i), manifest, i, err);
    sum += manifest->groups[i].weight;
  }
  manifest->group_count = (uint32_t)count;
  if (rc == 0 && sum != 100)
    rc = settings_refuse(list, err, "the weights' sum is %u, it must be 100", sum);
  return rc;
}

static int read_all(struct setting *root, struct manifest *manifest, struct err *err) {
  struct setting *node;
  size_t level = 0;
  int rc = settings_require(root, "name", &node, err);
  if (rc == 0) rc = settings_text(node, 1, MANIFEST_NAME_BYTES, manifest->name, err);
  if (rc == 0) rc = settings_require(root, "level", &node, err);
  if (rc == 0) rc = settings_choice(node, level_names, &level, err);
  manifest->level = (enum manifest_level)level;
  if (rc == 0) rc = read_signature(root, manifest, err);
  if (rc == 0) rc = read_checker(root, manifest, err);
  for (enum language l = 0; l < LANGUAGE_COUNT; l++)
    manifest->memory_mib[l] = language_memory_mib(l);
  if (rc == 0) rc = read_per_language(root, "memory", manifest, store_memory, err);
  if (rc == 0) rc = read_groups(root, manifest, err);
  return rc;
}

int manifest_read(const char *file, const void *data, size_t length, struct manifest **ret_manifest,
                  struct err *err) {
  struct settings *settings;
  int rc = settings_read(file, data, length, &settings, err);
  if (rc < 0) return rc;
  struct manifest *manifest = calloc(1, sizeof *manifest);
  if (!manifest)
    rc = err_set(err, ERR_MEMORY, "%s: no memory", file);
  else
    rc = read_all(settings_root(settings), manifest, err);
  if (rc == 0) rc = settings_finish(settings, err);
  settings_free(&settings);
  if (rc < 0)
    free(manifest);
  else
    *ret_manifest = manifest;
  return rc;
}

void manifest_free(struct manifest **manifest) {
  free(*manifest);
  *manifest = NULL;
}

void manifest_checker_options(const struct manifest *manifest,
                              struct checker_options *ret_options) {
  *ret_options = (struct checker_options){.kind = manifest->checker,
                                          .tolerance = manifest->tolerance,
                                          .rtol = manifest->rtol,
                                          .atol = manifest->atol};
  memcpy(ret_options->signature, manifest->signature_text, sizeof ret_options->signature);
}
