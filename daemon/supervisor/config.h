/* Configuration: deploy/config/graded.yaml, compiled in, then the operator's file over it. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/log.h"

#define CONFIG_SLOTS_MAX 64u

struct config {
  char directory[PATH_MAX]; /* absolute after config_finish */
  char endpoint[256];
  char bank[PATH_MAX];
  char bank_prebuilt[256]; /* "" = none */
  char signing_key[PATH_MAX], server_key[PATH_MAX], bank_secret[PATH_MAX], clients[PATH_MAX];
  uint32_t slots;
  enum log_level log_level;
  uint64_t queue_limit;
  uint32_t attempts_max;
  uint64_t lease_ns, drain_ns;
  uint64_t disk_reserve; /* bytes */
};

/* The defaults. They are part of the program: an error here is a bug. */
int config_defaults(struct config *ret_config, struct err *err);

/* Overwrites what the file sets. Errors name file, line, field, limit and value. */
int config_read(const char *path, struct config *config, struct err *err);

/* Fills what is still "" or 0: paths below the directory, number of CPUs, places of the bank beside
 * the running program. The directory must exist. */
int config_finish(struct config *config, struct err *err);
