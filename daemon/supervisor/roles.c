#include "daemon/supervisor/roles.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/supervisor/clients.h"

static const char *const programs[] = {
    [ROLE_FRONT] = "graded-front",   [ROLE_LEDGER] = "graded-ledger",
    [ROLE_SIGNER] = "graded-signer", [ROLE_JAILER] = "graded-jailer",
    [ROLE_JUDGE] = "graded-judge",   [ROLE_LIBRARIAN] = "graded-librarian",
};

static uint32_t add_process(struct roles *roles, enum role_kind kind, uint32_t index) {
  roles->processes[roles->process_count] = (struct roles_process){
      .kind = kind, .index = index, .program = programs[kind], .one_shot = kind == ROLE_LIBRARIAN};
  return roles->process_count++;
}

static void add_edge(struct roles *roles, uint32_t a, uint32_t b) {
  roles->edges[roles->edge_count++] = (struct roles_edge){{a, b}};
}

void roles_make(uint32_t slots, struct roles *ret_roles) {
  struct roles roles = {0};
  uint32_t signer = add_process(&roles, ROLE_SIGNER, 0);
  uint32_t ledger = add_process(&roles, ROLE_LEDGER, 0);
  add_edge(&roles, ledger, signer);
  for (uint32_t slot = 0; slot < slots; slot++) {
    uint32_t jailer = add_process(&roles, ROLE_JAILER, slot);
    uint32_t judge = add_process(&roles, ROLE_JUDGE, slot);
    add_edge(&roles, judge, jailer);
    add_edge(&roles, ledger, judge);
    add_edge(&roles, judge, signer);
  }
  uint32_t jailer = add_process(&roles, ROLE_JAILER, slots);
  uint32_t librarian = add_process(&roles, ROLE_LIBRARIAN, 0);
  add_edge(&roles, librarian, jailer);
  uint32_t front = add_process(&roles, ROLE_FRONT, 0);
  add_edge(&roles, ledger, front);
  *ret_roles = roles;
}

/* ---- resources, in the order of proto/record/role.h */

static int give(struct roles_start *start, int directory, const char *path, int flags,
                struct err *err) {
  int fd = openat(directory, path, flags | O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return err_system(err, "%.300s", path);
  start->resources[start->resource_count++] = fd;
  return 0;
}

static int give_clients(struct roles_start *start, const char *folder, struct err *err) {
  struct client_table table;
  FREE_CLEANUP uint8_t *packed = NULL;
  size_t length;
  int rc = clients_read(folder, &table, err);
  if (rc < 0) return rc;
  rc = client_table_pack(&table, &packed, &length, err);
  client_table_clear(&table);
  if (rc == 0)
    rc = fd_sealed("clients", packed, length, &start->resources[start->resource_count], err);
  if (rc == 0) start->resource_count++;
  return rc;
}

static int prepare_front(const struct config *config, struct roles_start *start, struct err *err) {
  memcpy(start->config.endpoint, config->endpoint, sizeof start->config.endpoint);
  int rc = give(start, AT_FDCWD, config->server_key, 0, err);
  return rc < 0 ? rc : give_clients(start, config->clients, err);
}

static int prepare_ledger(const struct config *config, const struct layout *layout,
                          struct roles_start *start, struct err *err) {
  start->config.queue_limit = config->queue_limit;
  start->config.attempts_max = config->attempts_max;
  start->config.lease_ns = config->lease_ns;
  start->config.disk_reserve = config->disk_reserve;
  return give(start, layout->state, ".", O_DIRECTORY, err);
}

static int prepare_judge(const struct config *config, const struct layout *layout,
                         struct roles_start *start, struct err *err) {
  int rc = give(start, layout->bank_store, ".", O_DIRECTORY, err);
  if (rc == 0) rc = give(start, AT_FDCWD, config->bank_secret, 0, err);
  if (rc == 0) rc = give(start, layout->libexec, ".", O_DIRECTORY, err);
  return rc;
}

static int prepare_librarian(const struct config *config, const struct layout *layout,
                             struct roles_start *start, struct err *err) {
  memcpy(start->config.bank_prebuilt, config->bank_prebuilt, sizeof start->config.bank_prebuilt);
  int rc = give(start, AT_FDCWD, config->bank, O_DIRECTORY, err);
  if (rc == 0) rc = give(start, layout->bank_store, ".", O_DIRECTORY, err);
  if (rc == 0) rc = give(start, layout->libexec, ".", O_DIRECTORY, err);
  return rc;
}

int roles_prepare(const struct roles_process *process, const struct config *config,
                  const struct layout *layout, struct roles_start *ret_start, struct err *err) {
  struct roles_start start = {.config = {.kind = process->kind,
                                         .index = process->index,
                                         .slots = config->slots,
                                         .log_level = (uint32_t)config->log_level}};
  int rc = 0;
  switch (process->kind) {
    case ROLE_FRONT:
      rc = prepare_front(config, &start, err);
      break;
    case ROLE_LEDGER:
      rc = prepare_ledger(config, layout, &start, err);
      break;
    case ROLE_SIGNER:
      rc = give(&start, AT_FDCWD, config->signing_key, 0, err);
      break;
    case ROLE_JUDGE:
      rc = prepare_judge(config, layout, &start, err);
      break;
    case ROLE_LIBRARIAN:
      rc = prepare_librarian(config, layout, &start, err);
      break;
    case ROLE_JAILER: /* speaks only sandbox/protocol.h; gets libexec as a descriptor */
    case ROLE_SUPERVISOR:
      break;
  }
  if (rc < 0)
    roles_start_clear(&start);
  else
    *ret_start = start;
  return rc;
}

void roles_start_clear(struct roles_start *start) {
  for (size_t i = 0; i < start->resource_count; i++) fd_close(&start->resources[i]);
  start->resource_count = 0;
}
