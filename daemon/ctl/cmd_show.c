#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>

#include "daemon/base/fd.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/result_view.h"

static const char *state_name(enum graded_state state) {
  return state == GRADED_QUEUED ? "queued" : state == GRADED_RUNNING ? "running" : "done";
}

struct show {
  struct connection_options connection;
  struct result_view_options view;
  const char *save;
};

static int show(const struct show *show, const char *id) {
  struct graded_client *client = NULL;
  struct graded_answer answer = {0};
  struct err err;
  int rc = connection_open(&show->connection, &client, &err);
  if (rc == 0) rc = graded_query(client, id, false, 10000, &answer, &err);
  graded_close(&client);
  if (rc == -ERR_NOT_FOUND) {
    fprintf(stderr, "gradectl: the daemon knows no submission '%s' of this tenant\n", id);
    return CTL_USAGE;
  }
  if (rc < 0) return ctl_failure(&err, id);
  int status = CTL_OK;
  if (!answer.envelope) {
    if (show->view.json)
      printf("{\"id\":\"%s\",\"state\":\"%s\",\"attempt\":%u}\n", answer.id,
             state_name(answer.state), answer.attempt);
    else
      printf("%s  %s  %s\n  state: %s, attempt %u\n", answer.id, answer.question, answer.language,
             state_name(answer.state), answer.attempt);
  } else {
    enum graded_verdict verdict = GRADED_INTERNAL_ERROR;
    bool valid = false;
    rc = result_view(answer.envelope, answer.envelope_length, &show->view, stdout, &verdict, &valid,
                     &err);
    if (rc == 0 && show->save)
      rc = fd_write_file(AT_FDCWD, show->save, answer.envelope, answer.envelope_length, 0644, &err);
    status = rc < 0                          ? ctl_failure(&err, id)
             : show->view.key_path && !valid ? CTL_NOT_ACCEPTED
                                             : result_exit(verdict);
  }
  graded_answer_clear(&answer);
  return status;
}

static int run_show(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {CONNECTION_OPTIONS,
                                          {"key", required_argument, NULL, 'k'},
                                          {"save", required_argument, NULL, 's'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct show arguments = {0};
  for (int option; (option = getopt_long(argc, argv, "d:k:s:jh", options, NULL)) != -1;) {
    if (connection_option(&arguments.connection, option, optarg)) continue;
    if (option == 'k')
      arguments.view.key_path = optarg;
    else if (option == 's')
      arguments.save = optarg;
    else if (option == 'j')
      arguments.view.json = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind + 1 != argc) return ctl_usage(command, "one ID is needed");
  return show(&arguments, argv[optind]);
}

const struct ctl_command cmd_show = {
    "show", "what became of a submission",
    "usage: gradectl show [options] ID\n\n"
    "  --key PUB          verify the signature, too: exit status 1 if it is not valid\n"
    "  --save FILE        store the signed envelope\n"
    "  --json             one JSON object\n" CONNECTION_HELP
    "\nexamples:\n"
    "  gradectl show --directory graded.d 4711\n",
    run_show};
