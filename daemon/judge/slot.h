/* What a judge keeps from one submission to the next: boxes, programs, packages, what it learnt. */
#pragma once

#include "daemon/judge/checkers.h"
#include "daemon/judge/compile.h"
#include "daemon/judge/library.h"
#include "daemon/judge/references.h"
#include "daemon/judge/toolchain.h"

struct slot {
  uint8_t secret[DIGEST_SIZE]; /* of the bank */
  struct boxes *boxes;
  struct compiler compiler;
  struct library library;
  struct references references;
  struct toolchain toolchain;
  /* Of the submission in hand. */
  struct plan plan;
  struct tally tally;
  struct checkers checkers;
};

/* The bank's store is borrowed for the slot's life, the others for the call. The secret's file has
 * exactly 32 bytes. */
int slot_open(struct slot *slot, int store_fd, int secret_fd, int libexec_fd, struct err *err);
void slot_close(struct slot *slot);

/* One step of what can be done before it is needed; *ret_more tells if there is more to do. */
int slot_prepare(struct slot *slot, bool *ret_more, struct err *err);
