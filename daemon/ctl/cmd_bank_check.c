#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/clock.h"
#include "daemon/ctl/bank_check.h"
#include "daemon/ctl/ctl.h"
#include "daemon/ctl/progress.h"

#define JOBS_MAX 64l

struct check {
  struct bank_view_options bank;
  struct local_options local;
  bool json, verbose, quiet;
  struct progress progress;
  size_t done;
};

static void print_case(const struct bank_case *row) {
  bool right = bank_case_is_right(row);
  char seed[DIGEST_HEX];
  printf("%s  %s/%s: %s", right ? "right" : "WRONG", row->question->question, row->path,
         row->fault[0] ? "internal_error" : verdict_name(row->half.verdict));
  if (row->fault[0])
    printf(": %s", row->fault);
  else if (row->half.message[0])
    printf(" (%s)", row->half.message);
  printf("\n");
  if (right || row->fault[0]) return;
  bytes_to_hex(row->half.seed, DIGEST_SIZE, seed);
  printf("       expected %s; again with: gradectl grade --question %s --seed %s\n",
         verdict_name(row->expected), row->question->question, seed);
  if (row->half.diagnostics && row->half.diagnostics[0]) printf("%s\n", row->half.diagnostics);
}

static void note(void *context, const struct bank_case *row) {
  struct check *check = context;
  progress_step(&check->progress, ++check->done, row->question->question);
}

/* ---- the report ---- */

struct counts {
  uint32_t cases[LANGUAGE_COUNT], wrong, accepted;
};

static struct counts count_question(const struct bank_cases *cases,
                                    const struct bank_index_row *question) {
  struct counts counts = {0};
  for (uint32_t i = 0; i < cases->count; i++) {
    const struct bank_case *row = &cases->cases[i];
    if (row->question != question) continue;
    counts.cases[row->language]++;
    counts.wrong += !bank_case_is_right(row);
    counts.accepted += row->expected == VERDICT_ACCEPTED;
  }
  return counts;
}

static void print_report(const struct check *check, const struct bank_view *view,
                         const struct bank_cases *cases) {
  for (uint32_t i = 0; i < cases->count; i++)
    if (check->verbose || !bank_case_is_right(&cases->cases[i])) print_case(&cases->cases[i]);
  if (check->quiet) return;
  printf("%-28s %5s %7s %9s\n", "question", "c", "python", "unexpected");
  for (uint32_t i = 0; i < view->index.count; i++) {
    const struct bank_index_row *question = &view->index.rows[i];
    struct counts counts = count_question(cases, question);
    if (question->available)
      printf("%-28s %5u %7u %9u\n", question->question, counts.cases[LANGUAGE_C],
             counts.cases[LANGUAGE_PYTHON], counts.wrong);
    else
      printf("%-28s broken: %s\n", question->question, question->problem);
  }
}

static json_t *case_json(const struct bank_case *row) {
  char seed[DIGEST_HEX];
  bytes_to_hex(row->half.seed, DIGEST_SIZE, seed);
  return json_pack(
      "{s:s, s:s, s:s, s:s, s:b, s:f, s:s, s:s}", "question", row->question->question, "path",
      row->path, "expected", verdict_name(row->expected), "verdict",
      row->fault[0] ? verdict_name(VERDICT_INTERNAL_ERROR) : verdict_name(row->half.verdict),
      "right", bank_case_is_right(row), "score", row->half.score, "message",
      row->fault[0] ? row->fault : row->half.message, "seed", seed);
}

static int print_json(const struct bank_view *view, const struct bank_cases *cases,
                      uint32_t unexpected, struct err *err) {
  json_t *rows = json_array(), *broken = json_array();
  for (uint32_t i = 0; i < cases->count; i++)
    json_array_append_new(rows, case_json(&cases->cases[i]));
  for (uint32_t i = 0; i < view->index.count; i++)
    if (!view->index.rows[i].available)
      json_array_append_new(
          broken, json_pack("{s:s, s:s}", "question", view->index.rows[i].question, "problem",
                            view->index.rows[i].problem));
  json_t *report = json_pack("{s:i, s:i, s:o, s:o}", "submissions", (int)cases->count, "unexpected",
                             (int)unexpected, "broken", broken, "cases", rows);
  int rc = report ? json_dumpf(report, stdout, JSON_COMPACT) : -1;
  json_decref(report);
  if (rc != 0) return err_set(err, ERR_INTERNAL, "the report cannot be written as JSON");
  printf("\n");
  return 0;
}

/* ---- the command ---- */

static int finish(const struct check *check, const struct bank_view *view,
                  const struct bank_cases *cases, int *ret_exit, struct err *err) {
  uint32_t unexpected = 0, broken = 0;
  for (uint32_t i = 0; i < cases->count; i++) unexpected += !bank_case_is_right(&cases->cases[i]);
  for (uint32_t i = 0; i < view->index.count; i++) broken += !view->index.rows[i].available;
  *ret_exit = unexpected + broken > 0 ? CTL_NOT_ACCEPTED : CTL_OK;
  if (check->json) return print_json(view, cases, unexpected, err);
  print_report(check, view, cases);
  printf(
      "%u questions, %u submissions, %u with an unexpected verdict, %u questions broken; %.1f s\n",
      view->index.count, cases->count, unexpected, broken,
      (double)(clock_monotonic() - check->progress.started) / CLOCK_SECOND);
  return 0;
}

static int check_bank(struct check *check) {
  struct bank_view view;
  struct bank_cases cases = {0};
  struct err err;
  int status = CTL_INFRASTRUCTURE;
  int rc = bank_view_open(&check->bank, &view, &err);
  if (rc < 0) return ctl_failure(&err, "bank");
  check->local.store_fd = view.store_fd;
  rc = bank_cases_collect(&view, &cases, &err);
  if (rc == -ERR_INVALID) {
    ctl_failure(&err, "bank");
    bank_view_close(&view);
    return CTL_NOT_ACCEPTED;
  }
  progress_begin(&check->progress, "bank check", cases.count, check->quiet || check->json);
  if (rc == 0) rc = bank_cases_run(&cases, &view, &check->local, note, check, &err);
  progress_end(&check->progress);
  if (rc == 0) rc = finish(check, &view, &cases, &status, &err);
  bank_cases_clear(&cases);
  bank_view_close(&view);
  return rc < 0 ? ctl_failure(&err, "bank check") : status;
}

static int read_jobs(const char *text, uint32_t *ret_jobs) {
  char *end;
  long jobs = strtol(text, &end, 10);
  if (*end != 0 || end == text || jobs < 1 || jobs > JOBS_MAX) return -1;
  *ret_jobs = (uint32_t)jobs;
  return 0;
}

static int run_bank_check(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {{"bank", required_argument, NULL, 'b'},
                                          {"store", required_argument, NULL, 's'},
                                          {"jobs", required_argument, NULL, 'J'},
                                          {"seed", required_argument, NULL, 'S'},
                                          {"verbose", no_argument, NULL, 'v'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  struct check check = {.local.slots = (uint32_t)(processors < 1          ? 1
                                                  : processors > JOBS_MAX ? JOBS_MAX
                                                                          : processors)};
  if (getrandom(check.local.secret, DIGEST_SIZE, 0) != DIGEST_SIZE)
    return ctl_usage(command, "no random bytes");
  for (int option; (option = getopt_long(argc, argv, "b:s:vqjh", options, NULL)) != -1;) {
    if (option == 'b')
      check.bank.bank = optarg;
    else if (option == 's')
      check.bank.store = optarg;
    else if (option == 'v')
      check.verbose = true;
    else if (option == 'q')
      check.quiet = true;
    else if (option == 'j')
      check.json = true;
    else if (option == 'J' && read_jobs(optarg, &check.local.slots) < 0)
      return ctl_usage(command, "--jobs: 1 to %ld", JOBS_MAX);
    else if (option == 'S' && !bytes_from_hex(optarg, check.local.secret, DIGEST_SIZE))
      return ctl_usage(command, "--seed: exactly %d hex digits", 2 * DIGEST_SIZE);
    else if (option != 'J' && option != 'S')
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind < argc) check.bank.bank = argv[optind++];
  if (optind != argc) return ctl_usage(command, "one PATH at most");
  return check_bank(&check);
}

const struct ctl_command cmd_bank_check = {
    "bank check", "run every solution of every question",
    "usage: gradectl bank check [options] [PATH]\n\n"
    "Grades every file in the submissions/ folders of a bank, or of the one question at PATH, and\n"
    "compares the verdict with the folder's name. Exit status 1 if one differs or a question is\n"
    "broken, 3 if nothing can be said.\n\n"
    "  --jobs N           slots that grade at once (default: the number of processors)\n"
    "  --seed HEX         draw the same inputs each time (64 hex digits; default: fresh ones)\n"
    "  --verbose          a line for every submission, not only for the unexpected ones\n"
    "  --quiet            only unexpected ones and the last line\n"
    "  --json             one JSON object\n" BANK_HELP
    "\nexamples:\n"
    "  gradectl bank check\n"
    "  gradectl bank check graders/algorithms/lcs --verbose\n"
    "  gradectl bank check my-bank --json > report.json\n",
    run_bank_check};
