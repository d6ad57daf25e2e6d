/* Shared by box.c, box_life.c and box_command.c. */
#pragma once

#include "sandbox/jail_private.h"

/* A run that was started: alive, or ended with its report not yet fetched. */
struct box_pending {
  uint64_t run; /* 0 = free */
  uint64_t deadline;
  int output_fd;             /* of a command; owned, -1 */
  struct box_report *report; /* owned; NULL while alive */
};

struct box {
  struct jail *jail;
  uint64_t number; /* the jailer's; 0 = not open at the moment */
  int channel;     /* -1 = not open at the moment */
  uint64_t next_run;
  bool lost; /* it ended by itself and must be opened again */
  /* As it was opened, to open it again. */
  enum box_phase phase;
  uint32_t concurrency;
  uint64_t memory_bytes, prepare_ns;
  int runtime_fd, fds[WARM_FDS_MAX];
  size_t fd_count, args_length;
  void *args;
  int program_fd; /* sealed file; -1 = none */
  struct box_pending pending[BOX_CONCURRENCY_MAX];
  struct channel_message message; /* scratch */
};

/* Asks the jailer for the box, lets it prepare, gives it the program. */
int box_life_open(struct box *box, struct err *err);

/* Lets the jailer end it; all that is known of its end is in *ret_closed. */
int box_life_end(struct box *box, struct jail_closed *ret_closed, struct err *err);

/* The box does not answer or has gone: ends it and gives every pending run a report: a memory limit
 * if the kernel killed for memory, else a fault of ours. */
int box_life_lost(struct box *box, const char *reason, struct err *err);

/* Sends a request to the box; for BOX_READY/BOX_REFUSED answers. */
int box_life_ask(struct box *box, uint32_t type, const void *payload, size_t length, const int *fds,
                 size_t fd_count, uint64_t deadline, struct err *err);

/* Registers a run and sends it. */
int box_send_run(struct box *box, uint32_t type, struct box_run_request *request, const int *fds,
                 size_t fd_count, uint64_t *ret_run, struct err *err);
/* Waits for its report; *ret_output_fd is -1 or what a command built. */
int box_take_report(struct box *box, uint64_t run, struct box_report *report, int *ret_output_fd,
                    struct err *err);
