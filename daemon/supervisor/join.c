#include "daemon/supervisor/join.h"

#include <string.h>

#include "daemon/base/fd.h"

void join_init(struct join *join, const struct roles *roles, struct process *processes) {
  join->roles = roles;
  join->processes = processes;
  memset(join->kept, -1, sizeof join->kept);
}

static int connect_edge(struct join *join, uint32_t edge, int side, struct err *err) {
  const uint32_t *ends = join->roles->edges[edge].ends;
  struct process *self = &join->processes[ends[side]], *peer = &join->processes[ends[1 - side]];
  int *kept = join->kept[edge], pair[2];
  if (kept[side] >= 0) {
    int rc = process_give_peer(self, peer->role, kept[side], err);
    fd_close(&kept[side]);
    return rc;
  }
  int rc = channel_pair(pair, err);
  if (rc < 0) return rc;
  FD_CLEANUP int ours = pair[0];
  FD_CLEANUP int theirs = pair[1];
  rc = process_give_peer(self, peer->role, ours, err);
  if (rc < 0) return rc;
  fd_close(&kept[1 - side]);
  if (!process_is_running(peer))
    kept[1 - side] = fd_steal(&theirs);
  else if (process_give_peer(peer, self->role, theirs, NULL) < 0)
    process_kill(peer);
  return 0;
}

int join_connect(struct join *join, uint32_t number, struct err *err) {
  int rc = 0;
  for (uint32_t e = 0; e < join->roles->edge_count && rc == 0; e++)
    for (int side = 0; side < 2 && rc == 0; side++)
      if (join->roles->edges[e].ends[side] == number) rc = connect_edge(join, e, side, err);
  return rc;
}

void join_lost(struct join *join, uint32_t number) {
  for (uint32_t e = 0; e < join->roles->edge_count; e++)
    for (int side = 0; side < 2; side++)
      if (join->roles->edges[e].ends[side] == number) fd_close(&join->kept[e][1 - side]);
}

void join_close(struct join *join) {
  for (uint32_t e = 0; e < ROLES_EDGES_MAX; e++)
    for (int side = 0; side < 2; side++) fd_close(&join->kept[e][side]);
}
