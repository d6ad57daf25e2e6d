#include "daemon/supervisor/clients.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "daemon/base/fd.h"
#include "daemon/base/settings.h"

#define Z85_KEY 40
#define KEYS_OF_A_TENANT 64

static int add_key(struct client_table *table, const char *file, const char *tenant,
                   const char *text, uint32_t roles, struct err *err) {
  struct client_key row = {.roles = roles};
  if (strlen(text) != Z85_KEY || !zmq_z85_decode(row.key, text))
    return err_set(err, ERR_INVALID, "%s: not a Z85 key of %d characters", file, Z85_KEY);
  if (table->count == CLIENT_TABLE_ROWS_MAX)
    return err_set(err, ERR_LIMIT, "clients: more than %u keys", CLIENT_TABLE_ROWS_MAX);
  for (uint32_t i = 0; i < table->count; i++)
    if (memcmp(table->clients[i].key, row.key, sizeof row.key) == 0)
      return err_set(err, ERR_CONFLICT, "%s: the key belongs to tenant %s, too", file,
                     table->clients[i].tenant);
  void *grown = realloc(table->clients, (table->count + 1) * sizeof *table->clients);
  if (!grown) return err_set(err, ERR_MEMORY, "clients: no memory");
  table->clients = grown;
  memcpy(row.tenant, tenant, strlen(tenant) + 1);
  table->clients[table->count++] = row;
  return 0;
}

static int read_public(struct client_table *table, const char *file, const char *tenant, char *text,
                       struct err *err) {
  text[strcspn(text, " \t\r\n")] = 0;
  return add_key(table, file, tenant, text, CLIENT_ROLE_SUBMIT | CLIENT_ROLE_READ, err);
}

static int read_roles(struct setting *root, uint32_t *roles, struct err *err) {
  static const char *const names[] = {"submit", "read", NULL};
  static const uint32_t bits[] = {CLIENT_ROLE_SUBMIT, CLIENT_ROLE_READ};
  struct setting *list;
  size_t count = 0, index;
  int rc = settings_require(root, "roles", &list, err);
  if (rc == 0) rc = settings_expect_list(list, 1, 2, &count, err);
  for (size_t i = 0; i < count && rc == 0; i++) {
    rc = settings_choice(settings_item(list, i), names, &index, err);
    if (rc == 0) *roles |= bits[index];
  }
  return rc;
}

static int read_keys(struct setting *root, struct client_table *table, const char *file,
                     const char *tenant, uint32_t roles, struct err *err) {
  struct setting *list;
  char text[Z85_KEY + 1];
  size_t count = 0;
  int rc = settings_require(root, "keys", &list, err);
  if (rc == 0) rc = settings_expect_list(list, 1, KEYS_OF_A_TENANT, &count, err);
  for (size_t i = 0; i < count && rc == 0; i++) {
    rc = settings_text(settings_item(list, i), Z85_KEY, Z85_KEY, text, err);
    if (rc == 0) rc = add_key(table, file, tenant, text, roles, err);
  }
  return rc;
}

static int read_yaml(struct client_table *table, const char *file, const char *tenant,
                     const uint8_t *data, size_t length, struct err *err) {
  struct settings *settings;
  uint32_t roles = 0;
  int rc = settings_read(file, data, length, &settings, err);
  if (rc < 0) return rc;
  rc = read_roles(settings_root(settings), &roles, err);
  if (rc == 0) rc = read_keys(settings_root(settings), table, file, tenant, roles, err);
  if (rc == 0) rc = settings_finish(settings, err);
  settings_free(&settings);
  return rc;
}

/* A file of another kind is passed over: editors leave things behind. */
static int read_client(struct client_table *table, int folder, const char *file, struct err *err) {
  FREE_CLEANUP uint8_t *data = NULL;
  char tenant[LIMIT_TENANT_BYTES + 1];
  size_t length;
  const char *dot = strrchr(file, '.');
  bool is_public = dot && strcmp(dot, ".public") == 0, is_yaml = dot && strcmp(dot, ".yaml") == 0;
  if (file[0] == '.' || (!is_public && !is_yaml)) return 0;
  if ((size_t)(dot - file) > LIMIT_TENANT_BYTES)
    return err_set(err, ERR_LIMIT, "%.80s: the tenant's name has more than %u bytes", file,
                   LIMIT_TENANT_BYTES);
  snprintf(tenant, sizeof tenant, "%.*s", (int)(dot - file), file);
  int rc = fd_read_file(folder, file, SETTINGS_BYTES_MAX, &data, &length, err);
  if (rc < 0) return rc;
  return is_public ? read_public(table, file, tenant, (char *)data, err)
                   : read_yaml(table, file, tenant, data, length, err);
}

int clients_read(const char *folder, struct client_table *ret_table, struct err *err) {
  struct client_table table = {0};
  DIR *directory = opendir(folder);
  if (!directory) return err_system(err, "clients: %.300s", folder);
  int rc = 0;
  for (struct dirent *entry; rc == 0 && (entry = readdir(directory));)
    rc = read_client(&table, dirfd(directory), entry->d_name, err);
  closedir(directory);
  if (rc < 0) {
    client_table_clear(&table);
    return err_wrap(err, rc, "clients");
  }
  *ret_table = table;
  return 0;
}
