/* One local slot: a jailer and a judge process, and our ends of the judge's channels. */
#pragma once

#include <sys/types.h>

#include "proto/record/half.h"
#include "proto/record/role.h"

struct local_slot {
  pid_t jailer_pid, judge_pid;       /* 0 = none */
  int jailer_pidfd, judge_pidfd;     /* -1 = none */
  int jailer_control, judge_control; /* our ends */
  int ledger, signer;                /* our ends: we are the ledger and the signer */
};

enum local_event_kind { LOCAL_IDLE = 1, LOCAL_GRADED, LOCAL_FAULT };
struct local_event {
  enum local_event_kind kind;
  char reason[256]; /* LOCAL_FAULT */
};

void local_slot_init(struct local_slot *slot);
/* Starts both processes and waits until the judge is ready (it then says LOCAL_IDLE). */
int local_slot_start(struct local_slot *slot, uint32_t index, int libexec_fd, int store_fd,
                     int secret_fd, struct err *err);
/* Ends and reaps both; safe on a slot that was only initialised. */
void local_slot_stop(struct local_slot *slot);

int local_slot_ledger_fd(const struct local_slot *slot);
int local_slot_signer_fd(const struct local_slot *slot);
int local_slot_lease(struct local_slot *slot, const struct lease *lease, struct err *err);
int local_slot_receive(struct local_slot *slot, struct local_event *ret_event, struct err *err);
int local_slot_receive_half(struct local_slot *slot, struct verdict_half *ret_half,
                            struct err *err);
