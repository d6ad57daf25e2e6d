/* Where the daemon is and who we are: options that all commands talking to a daemon share. */
#pragma once

#include <stdbool.h>

#include "daemon/ctl/ctl.h"
#include "proto/client/graded.h"

struct connection_options {
  const char *directory;  /* default: $GRADED_DIRECTORY, else "graded.d" */
  const char *endpoint;   /* default: ipc://DIRECTORY/run/graded.sock */
  const char *server_key; /* file; default: DIRECTORY/keys/server.public */
  const char *client_key; /* file; default: DIRECTORY/keys/client.secret */
};

#define CONNECTION_OPTIONS                                                                   \
  {"directory", required_argument, NULL, 'd'}, {"endpoint", required_argument, NULL, 0x100}, \
      {"server-key", required_argument, NULL, 0x101}, {                                      \
    "client-key", required_argument, NULL, 0x102                                             \
  }

#define CONNECTION_HELP                                                                       \
  "  --directory DIR    the daemon's directory (default: $GRADED_DIRECTORY, else graded.d)\n" \
  "  --endpoint URL     default: ipc://DIR/run/graded.sock\n"                                 \
  "  --server-key FILE  the daemon's public key (default: DIR/keys/server.public)\n"          \
  "  --client-key FILE  our secret key (default: DIR/keys/client.secret)\n"

/* True if this getopt_long value is one of CONNECTION_OPTIONS; stores optarg. */
bool connection_option(struct connection_options *options, int value, const char *argument);

int connection_open(const struct connection_options *options, struct graded_client **ret_client,
                    struct err *err);
