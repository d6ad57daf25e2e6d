/* Channels between the processes of the trust table.
 *
 * A channel is made when the first of its two processes starts: one end goes to it at once, the
 * other to the peer, or is kept until the peer starts. When a process dies, the ends that were kept
 * for others lead nowhere and are dropped; its next start makes new channels and hands the living
 * peers theirs. So neither the order of starts nor that of deaths matters. */
#pragma once

#include "daemon/supervisor/process.h"

struct join {
  const struct roles *roles;
  struct process *processes;    /* in the order of roles */
  int kept[ROLES_EDGES_MAX][2]; /* for ends[side] of the edge, -1: none */
};

void join_init(struct join *join, const struct roles *roles, struct process *processes);
/* Gives a process that has just been started its end of every channel. A peer that does not take
 * its own end is killed: its next start repairs that. */
int join_connect(struct join *join, uint32_t number, struct err *err);
/* The process has died. */
void join_lost(struct join *join, uint32_t number);
void join_close(struct join *join);
