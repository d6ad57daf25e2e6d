#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/base/fd.h"
#include "daemon/ctl/result_view.h"
#include "proto/statement/verify.h"

#define ENVELOPE_FILE_MAX (4u << 20)

/* Nothing of an envelope is shown before its signature has been found right. */
static int verify(const char *path, const struct result_view_options *options) {
  FREE_CLEANUP uint8_t *envelope = NULL;
  FREE_CLEANUP uint8_t *pem = NULL;
  FREE_CLEANUP uint8_t *payload = NULL;
  size_t length = 0, pem_length = 0, payload_length = 0;
  struct err err;
  int rc = fd_read_file(AT_FDCWD, path, ENVELOPE_FILE_MAX, &envelope, &length, &err);
  if (rc < 0) return ctl_unreadable(&err, "result");
  rc = fd_read_file(AT_FDCWD, options->key_path, 16384, &pem, &pem_length, &err);
  if (rc < 0) return ctl_unreadable(&err, "key");
  rc = envelope_verify_pem(envelope, length, pem, pem_length, &payload, &payload_length, &err);
  if (rc < 0) {
    printf("signature: NOT VALID: %s\n", err.message);
    return CTL_NOT_ACCEPTED;
  }
  enum graded_verdict verdict;
  bool valid = false;
  rc = result_view(envelope, length, options, stdout, &verdict, &valid, &err);
  if (rc < 0) return ctl_failure(&err, path);
  return valid ? CTL_OK : CTL_NOT_ACCEPTED;
}

static int run_verify(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {{"key", required_argument, NULL, 'k'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct result_view_options view = {0};
  for (int option; (option = getopt_long(argc, argv, "k:jqh", options, NULL)) != -1;) {
    if (option == 'k')
      view.key_path = optarg;
    else if (option == 'j')
      view.json = true;
    else if (option == 'q')
      view.quiet = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind + 1 != argc) return ctl_usage(command, "one RESULT file is needed");
  if (!view.key_path) return ctl_usage(command, "--key is missing");
  return verify(argv[optind], &view);
}

const struct ctl_command cmd_verify = {
    "verify", "check a signed result, offline",
    "usage: gradectl verify RESULT --key PUB [--json | --quiet]\n\n"
    "RESULT is the envelope as it was received (gradectl submit --save), PUB the signer's public\n"
    "key (keys/signing.pub.pem). Exit status 0: the signature is right, 1: it is not.\n\n"
    "examples:\n"
    "  gradectl verify result.json --key signing.pub.pem\n"
    "  gradectl verify result.json --key signing.pub.pem --json | jq .verdict\n",
    run_verify};
