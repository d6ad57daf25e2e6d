#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "daemon/ctl/connection.h"

static void print_status(const struct graded_status *status, uint64_t round_trip, bool json) {
  if (json) {
    printf("{\"version\":\"%s\",\"queued\":{\"interactive\":%" PRIu64 ",\"ci\":%" PRIu64
           ",\"batch\":%" PRIu64 "},\"running\":%" PRIu64 ",\"done\":%" PRIu64
           ",\"unacked\":%" PRIu64 ",\"slots\":%u,\"slots_busy\":%u,\"round_trip_ns\":%" PRIu64
           "}\n",
           status->version, status->queued_interactive, status->queued_ci, status->queued_batch,
           status->running, status->done, status->unacked, status->slots, status->slots_busy,
           round_trip);
    return;
  }
  printf("graded %s, %.2f ms away\n", status->version, (double)round_trip / 1e6);
  printf("  queued   %" PRIu64 " interactive, %" PRIu64 " ci, %" PRIu64 " batch\n",
         status->queued_interactive, status->queued_ci, status->queued_batch);
  printf("  running  %" PRIu64 " on %u of %u slots\n", status->running, status->slots_busy,
         status->slots);
  printf("  done     %" PRIu64 ", of this tenant's results %" PRIu64 " not acknowledged\n",
         status->done, status->unacked);
}

static int run_status(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {
      CONNECTION_OPTIONS, {"json", no_argument, NULL, 'j'}, {"help", no_argument, NULL, 'h'}, {0}};
  struct connection_options connection = {0};
  bool json = false;
  for (int option; (option = getopt_long(argc, argv, "d:jh", options, NULL)) != -1;) {
    if (connection_option(&connection, option, optarg)) continue;
    if (option == 'j')
      json = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind != argc) return ctl_usage(command, "unexpected argument '%s'", argv[optind]);
  struct graded_client *client = NULL;
  struct graded_status status;
  struct err err;
  uint64_t round_trip = 0;
  int rc = connection_open(&connection, &client, &err);
  if (rc == 0) rc = graded_status(client, 10000, &status, &err);
  if (rc == 0) rc = graded_ping(client, 10000, &round_trip, &err);
  graded_close(&client);
  if (rc < 0) return ctl_failure(&err, "status");
  print_status(&status, round_trip, json);
  return CTL_OK;
}

const struct ctl_command cmd_status = {
    "status", "what the daemon is doing",
    "usage: gradectl status [--json] [options]\n\n" CONNECTION_HELP
    "\nexamples:\n"
    "  gradectl status --directory graded.d\n",
    run_status};
