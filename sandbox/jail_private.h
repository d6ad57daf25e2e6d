/* Shared by jail.c and box.c. */
#pragma once

#include <sys/types.h>

#include "sandbox/jail.h"
#include "sandbox/protocol.h"

struct jail {
  int channel;
  enum box_accounting accounting;
  char tier[256];
  pid_t pid; /* jail_spawn: our own jailer; 0 = somebody else's */
  int pidfd, control;
  struct channel_message message; /* scratch */
};

/* Sends a request and receives the answer into jail->message, which must be of type `expected`;
 * JAIL_FAILED becomes the peer's error. The caller clears the message. */
int jail_request(struct jail *jail, uint32_t type, const struct bytes_writer *payload,
                 uint32_t expected, struct err *err);
