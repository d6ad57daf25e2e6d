/* One child of the supervisor: its start, its control channel, its end. Policy is in supervise.h.
 */
#pragma once

#include <sys/types.h>

#include "daemon/supervisor/roles.h"

enum process_state {
  PROCESS_DOWN = 0, /* to be started at restart_at */
  PROCESS_STARTING, /* told to go, not yet READY */
  PROCESS_READY,
  PROCESS_DONE /* not wanted any more */
};

struct process {
  const struct roles_process *role;
  enum process_state state;
  pid_t pid;   /* 0 when down */
  int pidfd;   /* -1 when down */
  int control; /* our end, non-blocking; -1 when closed */
  bool drained;
  uint64_t started_at;
  uint64_t restart_at; /* monotonic; only when down */
  uint64_t kill_at;    /* monotonic; UINT64_MAX = never */
  uint64_t backoff;    /* ns before the next start */
  uint32_t failures;   /* ends in a row that never were READY */
};

void process_init(struct process *process, const struct roles_process *role);

/* Starts the program and gives it its configuration; the channels to its peers come next. */
int process_start(struct process *process, const struct config *config, const struct layout *layout,
                  struct err *err);

/* Gives it its end of a channel to `peer`. The descriptor stays the caller's. */
int process_give_peer(struct process *process, const struct roles_process *peer, int fd,
                      struct err *err);
/* Sends a message without payload, fd -1 for none. */
int process_say(struct process *process, uint32_t type, int fd, struct err *err);

static inline bool process_is_running(const struct process *process) { return process->pid > 0; }

/* "graded-judge 1" */
#define PROCESS_NAME_BYTES 48
void process_name(const struct process *process, char name[static PROCESS_NAME_BYTES]);

void process_kill(struct process *process);
/* Reaps a child whose pidfd is readable and says how it ended: "exit status 1". *ret_clean: exit
 * status 0. */
void process_reap(struct process *process, char *text, size_t capacity, bool *ret_clean);
