/* The trust table: which processes there are, what each is given, and who talks to whom. Nothing is
 * discovered later; what is not here does not exist.
 *
 * Processes are numbered in the order of their first start: signer, ledger, then for each slot
 * jailer and judge, then the librarian's jailer, the librarian, and the front last. */
#pragma once

#include <stdbool.h>

#include "daemon/supervisor/config.h"
#include "daemon/supervisor/layout.h"
#include "proto/record/role.h"

#define ROLES_PROCESSES_MAX (2 * CONFIG_SLOTS_MAX + 5)
#define ROLES_EDGES_MAX (4 * CONFIG_SLOTS_MAX + 3)

/* A process of the table. */
struct roles_process {
  enum role_kind kind;
  uint32_t index;      /* slot of a jailer or judge; the librarian's jailer has index `slots` */
  const char *program; /* in libexec */
  bool one_shot;       /* ends by itself when its work is done */
};

/* A channel: both ends get a ROLE_PEER that names the other. */
struct roles_edge {
  uint32_t ends[2]; /* numbers of processes */
};

struct roles {
  uint32_t process_count, edge_count;
  struct roles_process processes[ROLES_PROCESSES_MAX];
  struct roles_edge edges[ROLES_EDGES_MAX];
};

void roles_make(uint32_t slots, struct roles *ret_roles);

/* What the process is told and given at its start; opened anew each time, since a file's position
 * is shared with whoever had the descriptor before. The caller closes them. */
struct roles_start {
  struct role_config config;
  int resources[CHANNEL_FDS_MAX];
  size_t resource_count;
};
int roles_prepare(const struct roles_process *process, const struct config *config,
                  const struct layout *layout, struct roles_start *ret_start, struct err *err);
void roles_start_clear(struct roles_start *start);
