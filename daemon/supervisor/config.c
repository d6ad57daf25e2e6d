/* One row a setting: name, kind, bounds, unit, place. The reader, its error texts and the checks
 * follow from the rows; the defaults are the rows' values in graded.yaml. */
#include "daemon/supervisor/config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/settings.h"
#include "daemon/supervisor/default.yaml.h"

enum row_kind { ROW_TEXT, ROW_U32, ROW_U64, ROW_LEVEL };

struct row {
  const char *section; /* NULL: top level */
  const char *name;
  enum row_kind kind;
  int64_t min, max; /* bytes of text, or the number's */
  const char *unit;
  uint64_t scale; /* the stored value is the file's times this */
  size_t offset;
};

#define AT(field) offsetof(struct config, field)
#define TEXT(field) 0, sizeof(((struct config *)0)->field) - 1, "bytes", 1, AT(field)

static const struct row rows[] = {
    {NULL, "directory", ROW_TEXT, TEXT(directory)},
    {NULL, "endpoint", ROW_TEXT, TEXT(endpoint)},
    {NULL, "slots", ROW_U32, 0, CONFIG_SLOTS_MAX, "", 1, AT(slots)},
    {NULL, "log_level", ROW_LEVEL, 0, 0, "", 1, AT(log_level)},
    {"bank", "source", ROW_TEXT, TEXT(bank)},
    {"bank", "prebuilt", ROW_TEXT, TEXT(bank_prebuilt)},
    {"keys", "signing", ROW_TEXT, TEXT(signing_key)},
    {"keys", "server", ROW_TEXT, TEXT(server_key)},
    {"keys", "bank", ROW_TEXT, TEXT(bank_secret)},
    {"keys", "clients", ROW_TEXT, TEXT(clients)},
    {"limits", "queue", ROW_U64, 1, 100000000, "submissions", 1, AT(queue_limit)},
    {"limits", "attempts", ROW_U32, 1, 20, "", 1, AT(attempts_max)},
    {"limits", "lease_seconds", ROW_U64, 10, 86400, "s", CLOCK_SECOND, AT(lease_ns)},
    {"limits", "disk_reserve_mib", ROW_U64, 1, 1 << 20, "MiB", 1 << 20, AT(disk_reserve)},
    {"limits", "drain_seconds", ROW_U64, 1, 3600, "s", CLOCK_SECOND, AT(drain_ns)},
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

static int read_level(const struct setting *node, enum log_level *level, struct err *err) {
  static const char *const names[] = {"error", "warning", "info", "debug", NULL};
  static const enum log_level levels[] = {LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO,
                                          LOG_LEVEL_DEBUG};
  size_t index;
  int rc = settings_choice(node, names, &index, err);
  if (rc == 0) *level = levels[index];
  return rc;
}

static int read_row(const struct row *row, const struct setting *node, struct config *config,
                    struct err *err) {
  char *place = (char *)config + row->offset;
  int64_t value = 0;
  if (row->kind == ROW_TEXT)
    return settings_text(node, (size_t)row->min, (size_t)row->max, place, err);
  if (row->kind == ROW_LEVEL) return read_level(node, (enum log_level *)(void *)place, err);
  int rc = settings_integer(node, row->min, row->max, row->unit, &value, err);
  if (rc < 0) return rc;
  if (row->kind == ROW_U32)
    *(uint32_t *)(void *)place = (uint32_t)value;
  else
    *(uint64_t *)(void *)place = (uint64_t)value * row->scale;
  return 0;
}

static int read_rows(struct setting *root, struct config *config, struct err *err) {
  int rc = 0;
  for (size_t i = 0; i < ROW_COUNT && rc == 0; i++) {
    struct setting *map = root;
    if (rows[i].section) {
      map = settings_get(root, rows[i].section);
      if (map) rc = settings_expect_map(map, err);
    }
    struct setting *node = map && rc == 0 ? settings_get(map, rows[i].name) : NULL;
    if (node) rc = read_row(&rows[i], node, config, err);
  }
  return rc;
}

static int read_text(const char *file, const void *data, size_t length, struct config *config,
                     struct err *err) {
  struct settings *settings;
  struct config changed = *config;
  int rc = settings_read(file, data, length, &settings, err);
  if (rc < 0) return rc;
  rc = read_rows(settings_root(settings), &changed, err);
  if (rc == 0) rc = settings_finish(settings, err);
  settings_free(&settings);
  if (rc == 0) *config = changed;
  return rc;
}

int config_defaults(struct config *ret_config, struct err *err) {
  struct config config = {0};
  int rc = read_text("built-in configuration", default_yaml, sizeof default_yaml - 1, &config, err);
  if (rc == 0) *ret_config = config;
  return rc;
}

int config_read(const char *path, struct config *config, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int rc = fd_read_file(AT_FDCWD, path, SETTINGS_BYTES_MAX, &data, &length, err);
  return rc < 0 ? rc : read_text(path, data, length, config, err);
}

/* ---- what follows from other values */

static int join(char *path, size_t capacity, const char *name, const char *directory,
                const char *rest, struct err *err) {
  if (path[0]) return 0;
  int used = snprintf(path, capacity, "%s%s", directory, rest);
  if (used < 0 || (size_t)used >= capacity)
    return err_set(err, ERR_LIMIT, "%s: '%.60s...%s' is longer than %zu bytes", name, directory,
                   rest, capacity - 1);
  return 0;
}

static int resolve_directory(struct config *config, struct err *err) {
  char resolved[PATH_MAX];
  if (!config->directory[0]) return err_set(err, ERR_INVALID, "directory: it is empty");
  if (!realpath(config->directory, resolved)) {
    if (errno == ENOENT)
      return err_set(err, ERR_NOT_FOUND,
                     "directory: %.200s is missing; gradectl keygen --directory %.200s",
                     config->directory, config->directory);
    return err_system(err, "directory: %.300s", config->directory);
  }
  memcpy(config->directory, resolved, sizeof resolved);
  return 0;
}

/* The first of two places beside the program that is a directory; "" if none is. */
static int beside_program(const char *const places[2], char *path, size_t capacity,
                          struct err *err) {
  char own[PATH_MAX], candidate[2 * PATH_MAX], resolved[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
  if (length < 0) return err_system(err, "/proc/self/exe");
  own[length] = 0;
  *strrchr(own, '/') = 0;
  for (int i = 0; i < 2; i++) {
    struct stat info;
    snprintf(candidate, sizeof candidate, "%s/%s", own, places[i]);
    if (!realpath(candidate, resolved) || stat(resolved, &info) < 0 || !S_ISDIR(info.st_mode))
      continue;
    if (strlen(resolved) >= capacity)
      return err_set(err, ERR_LIMIT, "bank: %.60s... is longer than %zu bytes", resolved,
                     capacity - 1);
    memcpy(path, resolved, strlen(resolved) + 1);
    return 0;
  }
  return 0;
}

static int find_bank(struct config *config, struct err *err) {
  static const char *const sources[2] = {"../share/graded/graders", "../graders"};
  static const char *const prebuilt[2] = {"../lib/graded/bank", "bank"};
  int rc = 0;
  if (!config->bank[0]) rc = beside_program(sources, config->bank, sizeof config->bank, err);
  if (rc == 0 && !config->bank[0])
    rc = err_set(err, ERR_NOT_FOUND, "bank.source: neither %s nor %s is beside the program",
                 sources[0], sources[1]);
  if (rc == 0 && !config->bank_prebuilt[0])
    rc = beside_program(prebuilt, config->bank_prebuilt, sizeof config->bank_prebuilt, err);
  return rc;
}

static uint32_t count_cpus(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) < 0) return 1;
  uint32_t count = (uint32_t)CPU_COUNT(&set);
  if (count < 1) return 1;
  return count > CONFIG_SLOTS_MAX ? CONFIG_SLOTS_MAX : count;
}

int config_finish(struct config *config, struct err *err) {
  const char *directory = config->directory;
  char ipc[PATH_MAX + 8];
  int rc = resolve_directory(config, err);
  if (rc < 0) return rc;
  snprintf(ipc, sizeof ipc, "ipc://%s", directory);
  rc = join(config->endpoint, sizeof config->endpoint, "endpoint", ipc, "/run/graded.sock", err);
  if (rc == 0)
    rc = join(config->signing_key, sizeof config->signing_key, "keys.signing", directory,
              "/keys/signing.pem", err);
  if (rc == 0)
    rc = join(config->server_key, sizeof config->server_key, "keys.server", directory,
              "/keys/server.secret", err);
  if (rc == 0)
    rc = join(config->bank_secret, sizeof config->bank_secret, "keys.bank", directory,
              "/keys/bank.secret", err);
  if (rc == 0)
    rc = join(config->clients, sizeof config->clients, "keys.clients", directory, "/keys/clients",
              err);
  if (rc == 0) rc = find_bank(config, err);
  if (rc == 0 && config->slots == 0) config->slots = count_cpus();
  return rc;
}
