#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/result_view.h"
#include "daemon/ctl/solution.h"

#define ACCEPT_TIMEOUT_MS 30000

struct submit {
  struct connection_options connection;
  struct result_view_options view;
  const char *question, *language, *id, *save;
  enum graded_lane lane;
  uint64_t timeout_ms;
  bool wait, ack;
};

static void show_refusal(const struct graded_receipt *receipt, bool json) {
  const char *field = receipt->field[0] ? receipt->field : "-";
  if (json)
    fprintf(stderr, "{\"rejected\":\"%s\",\"field\":\"%s\"}\n", graded_reason_name(receipt->reason),
            field);
  fprintf(stderr, "gradectl: rejected (%s), %s: %s\n", graded_reason_name(receipt->reason), field,
          receipt->message);
}

/* What the sender can mend is a usage error; what only time mends is the infrastructure's. */
static int refusal_exit(enum graded_reason reason) {
  return reason == GRADED_OVERLOADED || reason == GRADED_DRAINING ||
                 reason == GRADED_QUESTION_UNAVAILABLE
             ? CTL_INFRASTRUCTURE
             : CTL_USAGE;
}

static int deliver(const struct submit *submit, struct graded_client *client, const char *id) {
  struct graded_delivery delivery = {0};
  struct err err;
  enum graded_verdict verdict = GRADED_INTERNAL_ERROR;
  bool valid = false;
  bool waiting = isatty(STDERR_FILENO) && !submit->view.json;
  if (waiting) fprintf(stderr, "accepted as %s, waiting for the result ...", id);
  int rc = graded_wait(client, id, submit->timeout_ms, &delivery, &err);
  if (waiting) fprintf(stderr, "\r\033[K");
  if (rc < 0) return ctl_failure(&err, id);
  if (submit->save)
    rc = fd_write_file(AT_FDCWD, submit->save, delivery.envelope, delivery.envelope_length, 0644,
                       &err);
  if (rc == 0)
    rc = result_view(delivery.envelope, delivery.envelope_length, &submit->view, stdout, &verdict,
                     &valid, &err);
  /* Acknowledged only once it is stored and shown: until then the daemon keeps pushing it. */
  if (rc == 0 && submit->ack)
    rc = graded_ack(client, id, delivery.envelope, delivery.envelope_length, ACCEPT_TIMEOUT_MS,
                    &err);
  graded_delivery_clear(&delivery);
  if (rc < 0) return ctl_failure(&err, id);
  return submit->view.key_path && !valid ? CTL_INFRASTRUCTURE : result_exit(verdict);
}

static int submit_file(const struct submit *submit, const char *path) {
  FREE_CLEANUP uint8_t *source = NULL;
  size_t length = 0;
  char id[SOLUTION_ID_SIZE];
  struct graded_client *client = NULL;
  struct graded_receipt receipt;
  struct err err;
  if (solution_read(path, &source, &length, &err) < 0) return ctl_unreadable(&err, path);
  int rc = solution_make_id(id, &err);
  if (rc == 0) rc = connection_open(&submit->connection, &client, &err);
  if (rc < 0) return ctl_failure(&err, path);
  const struct graded_file file = {.content = source, .length = length};
  const struct graded_submission submission = {.id = submit->id ? submit->id : id,
                                               .question = submit->question,
                                               .language = submit->language,
                                               .lane = submit->lane,
                                               .files = &file,
                                               .file_count = 1};
  rc = graded_submit(client, &submission, ACCEPT_TIMEOUT_MS, &receipt, &err);
  int status;
  if (rc == -ERR_LIMIT || rc == -ERR_INVALID) {
    fprintf(stderr, "gradectl: %s\n", err.message);
    status = CTL_USAGE;
  } else if (rc < 0) {
    status = ctl_failure(&err, submission.id);
  } else if (!receipt.accepted) {
    show_refusal(&receipt, submit->view.json);
    status = refusal_exit(receipt.reason);
  } else if (!submit->wait) {
    printf("%s\n", submission.id);
    status = CTL_OK;
  } else {
    status = deliver(submit, client, submission.id);
  }
  graded_close(&client);
  return status;
}

static bool parse_lane(const char *name, enum graded_lane *lane) {
  static const char *const names[] = {"interactive", "ci", "batch"};
  for (int i = 0; i < 3; i++)
    if (strcmp(name, names[i]) == 0) {
      *lane = (enum graded_lane)(GRADED_LANE_INTERACTIVE + i);
      return true;
    }
  return false;
}

/* The key beside the daemon's others verifies by default: what is shown is then known to be signed.
 */
static void default_key(struct submit *submit, char *path, size_t capacity) {
  const char *directory =
      submit->connection.directory ? submit->connection.directory : getenv("GRADED_DIRECTORY");
  if (submit->view.key_path) return;
  snprintf(path, capacity, "%s/keys/signing.pub.pem", directory ? directory : "graded.d");
  if (access(path, R_OK) == 0) submit->view.key_path = path;
}

static int run_submit(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {CONNECTION_OPTIONS,
                                          {"question", required_argument, NULL, 'Q'},
                                          {"language", required_argument, NULL, 'l'},
                                          {"id", required_argument, NULL, 'i'},
                                          {"lane", required_argument, NULL, 'L'},
                                          {"timeout", required_argument, NULL, 't'},
                                          {"save", required_argument, NULL, 's'},
                                          {"key", required_argument, NULL, 'k'},
                                          {"no-wait", no_argument, NULL, 'n'},
                                          {"no-ack", no_argument, NULL, 'a'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct submit submit = {
      .lane = GRADED_LANE_INTERACTIVE, .timeout_ms = 600000, .wait = true, .ack = true};
  char key_path[4096];
  for (int option; (option = getopt_long(argc, argv, "d:l:s:k:jh", options, NULL)) != -1;) {
    if (connection_option(&submit.connection, option, optarg)) continue;
    char *end = NULL;
    switch (option) {
      case 'Q':
        submit.question = optarg;
        break;
      case 'l':
        submit.language = optarg;
        break;
      case 'i':
        submit.id = optarg;
        break;
      case 'L':
        if (!parse_lane(optarg, &submit.lane))
          return ctl_usage(command, "--lane '%s': interactive, ci or batch", optarg);
        break;
      case 't':
        submit.timeout_ms = strtoull(optarg, &end, 10) * 1000;
        if (*end || submit.timeout_ms == 0 || submit.timeout_ms > 86400000)
          return ctl_usage(command, "--timeout '%s': 1 to 86400 seconds", optarg);
        break;
      case 's':
        submit.save = optarg;
        break;
      case 'k':
        submit.view.key_path = optarg;
        break;
      case 'n':
        submit.wait = false;
        break;
      case 'a':
        submit.ack = false;
        break;
      case 'j':
        submit.view.json = true;
        break;
      default:
        return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
    }
  }
  if (optind + 1 != argc) return ctl_usage(command, "one FILE is needed");
  if (!submit.question) return ctl_usage(command, "--question is missing");
  if (!submit.language) submit.language = solution_language(argv[optind]);
  if (!submit.language)
    return ctl_usage(command, "--language is missing, and '%s' does not tell it", argv[optind]);
  default_key(&submit, key_path, sizeof key_path);
  return submit_file(&submit, argv[optind]);
}

const struct ctl_command cmd_submit = {
    "submit", "send a submission to a daemon and show its result",
    "usage: gradectl submit --question Q [--language L] [options] FILE\n\n"
    "Sends FILE ('-': standard input), waits for the signed result, verifies it and shows its "
    "tests\n"
    "as a table. Exit status 0: accepted, 1: not accepted, 2: refused or wrong usage,\n"
    "3: the infrastructure failed.\n\n"
    "  --question Q       slug of the question\n"
    "  --language L       c or python (default: told by the file's name)\n"
    "  --id ID            the submission's id (default: a new one)\n"
    "  --lane LANE        interactive (default), ci or batch\n"
    "  --save FILE        store the signed envelope\n"
    "  --key PUB          signer's public key (default: DIR/keys/signing.pub.pem)\n"
    "  --timeout SECONDS  how long to wait for the result (default: 600)\n"
    "  --no-wait          print the id once it is accepted, do not wait\n"
    "  --no-ack           let the daemon push the result again\n"
    "  --json             one JSON object\n" CONNECTION_HELP
    "\nexamples:\n"
    "  gradectl submit --directory graded.d --question matmul solution.c\n"
    "  gradectl submit --directory graded.d --question lcs --language python --json - < "
    "solution.py\n",
    run_submit};
