#include "daemon/ctl/connection.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

bool connection_option(struct connection_options *options, int value, const char *argument) {
  switch (value) {
    case 'd':
      options->directory = argument;
      return true;
    case 0x100:
      options->endpoint = argument;
      return true;
    case 0x101:
      options->server_key = argument;
      return true;
    case 0x102:
      options->client_key = argument;
      return true;
    default:
      return false;
  }
}

static const char *directory_of(const struct connection_options *options) {
  if (options->directory) return options->directory;
  const char *from_environment = getenv("GRADED_DIRECTORY");
  return from_environment && from_environment[0] ? from_environment : "graded.d";
}

int connection_open(const struct connection_options *options, struct graded_client **ret_client,
                    struct err *err) {
  const char *directory = directory_of(options);
  char absolute[PATH_MAX], endpoint[PATH_MAX + 64], path[PATH_MAX + 64];
  char server[GRADED_KEY_TEXT], secret[GRADED_KEY_TEXT], public[GRADED_KEY_TEXT];
  if (!options->endpoint && !realpath(directory, absolute)) return err_system(err, "%s", directory);
  snprintf(endpoint, sizeof endpoint, "ipc://%s/run/graded.sock", absolute);
  snprintf(path, sizeof path, "%s/keys/server.public", directory);
  int rc = graded_read_key(options->server_key ? options->server_key : path, server, err);
  if (rc < 0) return rc;
  snprintf(path, sizeof path, "%s/keys/client.secret", directory);
  rc = graded_read_key(options->client_key ? options->client_key : path, secret, err);
  if (rc < 0) return rc;
  if (zmq_curve_public(public, secret) != 0)
    return err_set(err, ERR_INVALID, "client key: not a CURVE secret key");
  const struct graded_options client = {
      .endpoint = options->endpoint ? options->endpoint : endpoint,
      .server_key = server,
      .public_key = public,
      .secret_key = secret};
  rc = graded_open(&client, ret_client, err);
  explicit_bzero(secret, sizeof secret);
  return rc;
}
