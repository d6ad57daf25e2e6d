/* Settings files: a bounded YAML reader over libyaml, with errors that name file, line, field,
 * limit and value ("problem.yaml:12: groups[1].weight: 120, allowed are 1 to 100").
 *
 * A file is read into a tree of mappings, lists and scalars; then the caller asks for the keys that
 * it knows and finally settings_finish refuses the first key that nobody asked for. Refused at
 * once: aliases, anchors and tags (a short file could unfold without end), several documents,
 * duplicate keys, anything beyond the bounds below, a top level that is no mapping.
 *
 * Nodes belong to their tree. Not thread-safe. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define SETTINGS_BYTES_MAX (256u * 1024u)
#define SETTINGS_DEPTH_MAX 8u
#define SETTINGS_NODES_MAX 16384u

struct settings;
struct setting;

/* `file` is only for messages; it is copied. */
int settings_read(const char *file, const void *data, size_t length, struct settings **ret_settings,
                  struct err *err);
void settings_free(struct settings **settings);

struct setting *settings_root(struct settings *settings);
bool settings_is_map(const struct setting *node);

/* The value of `key`, NULL if it is not there; the key then counts as known. settings_require fails
 * instead. */
struct setting *settings_get(struct setting *map, const char *key);
int settings_require(struct setting *map, const char *key, struct setting **ret_node,
                     struct err *err);

/* Checks that a node is a mapping, or a list of min to max items. */
int settings_expect_map(const struct setting *node, struct err *err);
int settings_expect_list(const struct setting *node, size_t min, size_t max, size_t *ret_count,
                         struct err *err);
struct setting *settings_item(const struct setting *list, size_t index);

/* Scalars, with their bounds. `unit` is only for messages: "MiB", or "" for plain numbers.
 * settings_text copies min to max bytes and a NUL; text must be UTF-8 without NUL. */
int settings_text(const struct setting *node, size_t min, size_t max, char *text, struct err *err);
int settings_integer(const struct setting *node, int64_t min, int64_t max, const char *unit,
                     int64_t *ret_value, struct err *err);
int settings_number(const struct setting *node, double min, double max, const char *unit,
                    double *ret_value, struct err *err);
int settings_flag(const struct setting *node, bool *ret_value, struct err *err);
/* One of `names`, which ends with NULL; *ret_index is its place. */
int settings_choice(const struct setting *node, const char *const names[], size_t *ret_index,
                    struct err *err);

/* ERR_INVALID "file:line: path: ..." for what only the caller can judge. */
__attribute__((format(printf, 3, 4))) int settings_refuse(const struct setting *node,
                                                          struct err *err, const char *format, ...);

/* Refuses the first key that nobody asked for. */
int settings_finish(struct settings *settings, struct err *err);
