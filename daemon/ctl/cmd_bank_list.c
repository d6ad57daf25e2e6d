#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/bytes.h"
#include "daemon/ctl/bank_view.h"
#include "daemon/ctl/ctl.h"

static void join_languages(const struct bank_index_row *row, char *text, size_t capacity) {
  size_t used = 0;
  text[0] = 0;
  for (uint32_t i = 0; i < row->language_count && used < capacity; i++)
    used +=
        (size_t)snprintf(text + used, capacity - used, "%s%s", i > 0 ? " " : "", row->languages[i]);
}

static void print_table(const struct bank_index *index) {
  printf("%-28s %-10s %s\n", "question", "languages", "digest");
  for (uint32_t i = 0; i < index->count; i++) {
    const struct bank_index_row *row = &index->rows[i];
    char languages[8 * (LIMIT_LANGUAGE_BYTES + 1)], digest[DIGEST_HEX];
    join_languages(row, languages, sizeof languages);
    bytes_to_hex(row->digest, DIGEST_SIZE, digest);
    if (row->available)
      printf("%-28s %-10s %.16s\n", row->question, languages, digest);
    else
      printf("%-28s broken: %s\n", row->question, row->problem);
  }
}

static int print_json(const struct bank_index *index, struct err *err) {
  json_t *rows = json_array();
  for (uint32_t i = 0; i < index->count; i++) {
    const struct bank_index_row *row = &index->rows[i];
    char digest[DIGEST_HEX];
    json_t *languages = json_array();
    for (uint32_t l = 0; l < row->language_count; l++)
      json_array_append_new(languages, json_string(row->languages[l]));
    bytes_to_hex(row->digest, DIGEST_SIZE, digest);
    json_array_append_new(rows, json_pack("{s:s, s:o, s:s, s:b, s:s}", "question", row->question,
                                          "languages", languages, "digest", digest, "available",
                                          row->available, "problem", row->problem));
  }
  int rc = json_dumpf(rows, stdout, JSON_COMPACT);
  json_decref(rows);
  if (rc != 0) return err_set(err, ERR_INTERNAL, "the list cannot be written as JSON");
  printf("\n");
  return 0;
}

/* list and build both need the bank built; they differ in what a broken question means. */
static int run(const struct ctl_command *command, int argc, char **argv, bool strict) {
  static const struct option options[] = {{"bank", required_argument, NULL, 'b'},
                                          {"store", required_argument, NULL, 's'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct bank_view_options bank = {0};
  struct bank_view view;
  struct err err;
  bool json = false, broken = false;
  for (int option; (option = getopt_long(argc, argv, "b:s:jh", options, NULL)) != -1;) {
    if (option == 'b')
      bank.bank = optarg;
    else if (option == 's')
      bank.store = optarg;
    else if (option == 'j')
      json = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind < argc) bank.bank = argv[optind++];
  if (optind != argc) return ctl_usage(command, "one PATH at most");
  int rc = bank_view_open(&bank, &view, &err);
  if (rc < 0) return ctl_failure(&err, "bank");
  if (json)
    rc = print_json(&view.index, &err);
  else
    print_table(&view.index);
  for (uint32_t i = 0; i < view.index.count; i++) broken |= !view.index.rows[i].available;
  bank_view_close(&view);
  if (rc < 0) return ctl_failure(&err, command->name);
  return strict && broken ? CTL_NOT_ACCEPTED : CTL_OK;
}

static int run_bank_list(const struct ctl_command *command, int argc, char **argv) {
  return run(command, argc, argv, false);
}

static int run_bank_build(const struct ctl_command *command, int argc, char **argv) {
  return run(command, argc, argv, true);
}

const struct ctl_command cmd_bank_list = {
    "bank list", "the questions of a bank",
    "usage: gradectl bank list [options] [PATH]\n\n"
    "Builds what is not built yet, and tells of each question the languages it can be answered in\n"
    "and the start of its digest; of a broken one, what is wrong with it.\n\n"
    "  --json             a JSON array\n" BANK_HELP
    "\nexamples:\n"
    "  gradectl bank list\n"
    "  gradectl bank list my-bank --json\n",
    run_bank_list};

const struct ctl_command cmd_bank_build = {
    "bank build", "compile the graders of a bank into a store",
    "usage: gradectl bank build [options] [PATH]\n\n"
    "Like 'bank list', but a broken question makes the exit status 1: for making a store that\n"
    "daemons then start with.\n\n"
    "  --json             a JSON array\n" BANK_HELP
    "\nexamples:\n"
    "  gradectl bank build --store /var/lib/graded/bank my-bank\n",
    run_bank_build};
