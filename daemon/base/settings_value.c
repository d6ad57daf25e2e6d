#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/settings_tree.h"

static size_t put_path(const struct setting *node, char *text, size_t capacity) {
  if (!node->parent) return 0;
  size_t used = put_path(node->parent, text, capacity);
  int more = node->key
                 ? snprintf(text + used, capacity - used, "%s%.40s", used ? "." : "", node->key)
                 : snprintf(text + used, capacity - used, "[%zu]", node->index);
  used += more > 0 ? (size_t)more : 0;
  return used < capacity ? used : capacity - 1;
}

int settings_refuse(const struct setting *node, struct err *err, const char *format, ...) {
  char path[200] = "", message[300];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  /* A quoted value may hold anything, a message is one line. */
  for (char *at = message; *at; at++)
    if ((unsigned char)*at < 0x20 || *at == 0x7f) *at = ' ';
  size_t used = put_path(node, path, sizeof path);
  return err_set(err, ERR_INVALID, "%s:%u: %s%s%s", node->tree->file, node->line, path,
                 used ? ": " : "", message);
}

/* A value as it may appear in a message: short, one line. */
static const char *shown(const struct setting *node, char text[static 48]) {
  if (node->kind != NODE_SCALAR) return node->kind == NODE_MAP ? "a mapping" : "a list";
  size_t length = node->length < 40 ? node->length : 40;
  size_t used = 0;
  text[used++] = '\'';
  for (size_t i = 0; i < length; i++)
    text[used++] = (unsigned char)node->text[i] < 0x20 ? ' ' : node->text[i];
  if (node->length > length) used += (size_t)snprintf(text + used, 4, "...");
  text[used++] = '\'';
  text[used] = 0;
  return text;
}

struct setting *settings_root(struct settings *settings) {
  return settings->root;
}
bool settings_is_map(const struct setting *node) { return node->kind == NODE_MAP; }

struct setting *settings_get(struct setting *map, const char *key) {
  for (struct setting *child = map->first; child; child = child->next) {
    if (!child->key || strcmp(child->key, key) != 0) continue;
    child->known = true;
    return child;
  }
  return NULL;
}

int settings_require(struct setting *map, const char *key, struct setting **ret_node,
                     struct err *err) {
  struct setting *node = settings_get(map, key);
  if (!node) return settings_refuse(map, err, "%s is missing", key);
  *ret_node = node;
  return 0;
}

int settings_expect_map(const struct setting *node, struct err *err) {
  char text[48];
  if (node->kind == NODE_MAP) return 0;
  return settings_refuse(node, err, "%s, expected a mapping", shown(node, text));
}

int settings_expect_list(const struct setting *node, size_t min, size_t max, size_t *ret_count,
                         struct err *err) {
  char text[48];
  if (node->kind != NODE_LIST)
    return settings_refuse(node, err, "%s, expected a list", shown(node, text));
  if (node->count < min || node->count > max)
    return settings_refuse(node, err, "%zu items, allowed are %zu to %zu", node->count, min, max);
  *ret_count = node->count;
  return 0;
}

struct setting *settings_item(const struct setting *list, size_t index) {
  struct setting *child = list->first;
  while (child && index-- > 0) child = child->next;
  return child;
}

int settings_text(const struct setting *node, size_t min, size_t max, char *text, struct err *err) {
  char value[48];
  if (node->kind != NODE_SCALAR)
    return settings_refuse(node, err, "%s, expected text", shown(node, value));
  if (node->length < min || node->length > max)
    return settings_refuse(node, err, "%zu bytes, allowed are %zu to %zu", node->length, min, max);
  memcpy(text, node->text, node->length + 1);
  return 0;
}

int settings_integer(const struct setting *node, int64_t min, int64_t max, const char *unit,
                     int64_t *ret_value, struct err *err) {
  char text[48], *end = NULL;
  errno = 0;
  bool plain = node->kind == NODE_SCALAR && node->plain && node->length > 0 &&
               strspn(node->text, "-0123456789") == node->length;
  long long value = plain ? strtoll(node->text, &end, 10) : 0;
  if (!plain || *end || errno == EINVAL)
    return settings_refuse(node, err, "%s, expected a whole number from %lld to %lld%s%s",
                           shown(node, text), (long long)min, (long long)max, *unit ? " " : "",
                           unit);
  if (errno == ERANGE || value < min || value > max)
    return settings_refuse(node, err, "%s, allowed are %lld to %lld%s%s", node->text,
                           (long long)min, (long long)max, *unit ? " " : "", unit);
  *ret_value = value;
  return 0;
}

int settings_number(const struct setting *node, double min, double max, const char *unit,
                    double *ret_value, struct err *err) {
  char text[48], *end = NULL;
  bool plain = node->kind == NODE_SCALAR && node->plain && node->length > 0 &&
               strspn(node->text, "+-.0123456789eE") == node->length;
  double value = plain ? strtod(node->text, &end) : 0;
  if (!plain || *end || !isfinite(value) || value < min || value > max)
    return settings_refuse(node, err, "%s, expected a number from %g to %g%s%s", shown(node, text),
                           min, max, *unit ? " " : "", unit);
  *ret_value = value;
  return 0;
}

int settings_flag(const struct setting *node, bool *ret_value, struct err *err) {
  char text[48];
  bool plain = node->kind == NODE_SCALAR && node->plain;
  bool yes = plain && strcmp(node->text, "true") == 0;
  if (!yes && !(plain && strcmp(node->text, "false") == 0))
    return settings_refuse(node, err, "%s, expected true or false", shown(node, text));
  *ret_value = yes;
  return 0;
}

int settings_choice(const struct setting *node, const char *const names[], size_t *ret_index,
                    struct err *err) {
  char text[48], all[200] = "";
  size_t used = 0;
  for (size_t i = 0; names[i]; i++) {
    if (node->kind == NODE_SCALAR && strcmp(node->text, names[i]) == 0) {
      *ret_index = i;
      return 0;
    }
    int more = snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", names[i]);
    if (more > 0 && used + (size_t)more < sizeof all) used += (size_t)more;
  }
  return settings_refuse(node, err, "%s, expected one of: %s", shown(node, text), all);
}

static int find_unknown(const struct setting *node, struct err *err) {
  int rc = 0;
  for (const struct setting *child = node->first; child && rc == 0; child = child->next) {
    if (child->key && !child->known) return settings_refuse(child, err, "unknown key");
    rc = find_unknown(child, err);
  }
  return rc;
}

int settings_finish(struct settings *settings, struct err *err) {
  return find_unknown(settings->root, err);
}
