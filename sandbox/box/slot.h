/* Memory that the warm parent shares with a run.
 *
 * One group of pages a concurrent run. The status is the run's to write at any time. The fault page
 * is written only by our own code before the candidate's runs: the run gives the page up before
 * that, so that nothing it does can look like a fault of ours. */
#pragma once

#include <stdbool.h>

#include "daemon/base/err.h"
#include "daemon/base/warm.h"
#include "sandbox/box.h"

struct slot_command {
  uint32_t done;        /* the init saw the command's end and left nothing behind */
  int32_t wait_status;  /* of argv[0] */
  uint32_t output_done; /* the output file was copied completely */
};

struct slot_page {
  struct warm_status status;
  struct slot_command command;
};

struct slot_fault {
  char text[256]; /* empty: the walls stand */
};

struct slots {
  uint32_t count;
  struct slot_page *pages; /* count of them, each on pages of its own */
  struct slot_fault *faults;
};

int slots_open(uint32_t count, struct slots *slots, struct err *err);
struct slot_page *slots_page(const struct slots *slots, uint32_t index);
struct slot_fault *slots_fault(const struct slots *slots, uint32_t index);

/* Before a run. */
void slots_clear(const struct slots *slots, uint32_t index);

/* In a run, behind all walls: gives up every page but the status of `index`. */
int slots_keep_only(const struct slots *slots, uint32_t index);
