#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"
#include "daemon/ctl/bank_view.h"
#include "daemon/ctl/ctl.h"
#include "daemon/ctl/local.h"
#include "daemon/ctl/local_job.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/report.h"
#include "daemon/ctl/solution.h"

struct grade {
  struct bank_view_options bank;
  const char *question, *language, *seed;
  bool json, staff;
};

static int show(const struct grade *grade, const struct lease *lease,
                const struct local_outcome *outcome, struct err *err) {
  char source[DIGEST_HEX], question[DIGEST_HEX];
  bytes_to_hex(lease->submission.source_digest, DIGEST_SIZE, source);
  bytes_to_hex(lease->submission.question_digest, DIGEST_SIZE, question);
  const struct report report = {.id = lease->submission.id,
                                .question = lease->submission.question,
                                .language = lease->submission.language,
                                .verdict = &outcome->half,
                                .source_digest = source,
                                .question_digest = question,
                                .staff = grade->staff};
  if (grade->json) return report_json(&report, stdout, err);
  report_table(&report, stdout);
  return 0;
}

static int run_locally(const struct grade *grade, const struct bank_view *view,
                       const struct lease *lease, int *ret_exit, struct err *err) {
  struct local *local = NULL;
  struct local_outcome outcome = {0};
  struct local_options options = {.slots = 1, .store_fd = view->store_fd};
  if (getrandom(options.secret, sizeof options.secret, 0) != sizeof options.secret)
    return err_system(err, "getrandom");
  progress_say("grading ...");
  int rc = local_start(&options, &local, err);
  if (rc == 0) rc = local_add(local, lease, err);
  if (rc == 0) rc = local_next(local, &outcome, err);
  local_stop(&local);
  progress_say(NULL);
  if (rc == 0 && outcome.fault[0]) rc = err_set(err, ERR_INTERNAL, "%s", outcome.fault);
  if (rc < 0) return rc;
  rc = show(grade, lease, &outcome, err);
  *ret_exit = outcome.half.verdict == VERDICT_ACCEPTED ? CTL_OK : CTL_NOT_ACCEPTED;
  verdict_half_clear(&outcome.half);
  return rc;
}

static bool has_language(const struct bank_index_row *row, const char *language) {
  for (uint32_t i = 0; i < row->language_count; i++)
    if (strcmp(row->languages[i], language) == 0) return true;
  return false;
}

static int grade_file(const struct grade *grade, const char *path) {
  FREE_CLEANUP uint8_t *source = NULL;
  size_t length = 0;
  struct bank_view view;
  struct lease lease = {0};
  struct err err;
  char id[SOLUTION_ID_SIZE];
  if (solution_read(path, &source, &length, &err) < 0) return ctl_unreadable(&err, path);
  int rc = solution_make_id(id, &err);
  if (rc < 0) return ctl_failure(&err, path);
  rc = bank_view_open(&grade->bank, &view, &err);
  if (rc < 0) return ctl_failure(&err, "bank");
  const struct bank_index_row *row = bank_index_find(&view.index, grade->question);
  int status = CTL_USAGE;
  if (!row) {
    fprintf(stderr, "gradectl: the bank has no question '%s'\n", grade->question);
  } else if (!row->available) {
    fprintf(stderr, "gradectl: question '%s' is broken: %s\n", grade->question, row->problem);
    status = CTL_INFRASTRUCTURE;
  } else if (!has_language(row, grade->language)) {
    fprintf(stderr, "gradectl: question '%s' cannot be answered in '%s'\n", grade->question,
            grade->language);
  } else {
    const struct graded_file file = {.content = source, .length = length};
    const struct local_job job = {.id = id,
                                  .question = grade->question,
                                  .question_digest = row->digest,
                                  .language = grade->language,
                                  .files = &file,
                                  .file_count = 1,
                                  .sequence = 1};
    rc = local_job_make(&job, &lease, &err);
    if (rc == 0 && grade->seed) {
      lease.has_seed = true;
      bytes_from_hex(grade->seed, lease.seed, sizeof lease.seed);
    }
    if (rc < 0)
      fprintf(stderr, "gradectl: %s: %s\n", path, err.message);
    else if (run_locally(grade, &view, &lease, &status, &err) < 0)
      status = ctl_failure(&err, path);
    submission_clear(&lease.submission);
  }
  bank_view_close(&view);
  return status;
}

static int run_grade(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {{"question", required_argument, NULL, 'Q'},
                                          {"language", required_argument, NULL, 'l'},
                                          {"bank", required_argument, NULL, 'b'},
                                          {"store", required_argument, NULL, 's'},
                                          {"seed", required_argument, NULL, 'S'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"staff", no_argument, NULL, 'x'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct grade grade = {0};
  uint8_t seed[DIGEST_SIZE];
  for (int option; (option = getopt_long(argc, argv, "l:b:s:jh", options, NULL)) != -1;) {
    if (option == 'Q')
      grade.question = optarg;
    else if (option == 'l')
      grade.language = optarg;
    else if (option == 'b')
      grade.bank.bank = optarg;
    else if (option == 's')
      grade.bank.store = optarg;
    else if (option == 'S')
      grade.seed = optarg;
    else if (option == 'j')
      grade.json = true;
    else if (option == 'x')
      grade.staff = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind + 1 != argc) return ctl_usage(command, "one FILE is needed");
  if (!grade.question) return ctl_usage(command, "--question is missing");
  if (!grade.language) grade.language = solution_language(argv[optind]);
  if (!grade.language)
    return ctl_usage(command, "--language is missing, and '%s' does not tell it", argv[optind]);
  if (grade.seed && !bytes_from_hex(grade.seed, seed, sizeof seed))
    return ctl_usage(command, "--seed: exactly %d hex digits", 2 * DIGEST_SIZE);
  return grade_file(&grade, argv[optind]);
}

const struct ctl_command cmd_grade = {
    "grade", "grade a file here, without a daemon",
    "usage: gradectl grade --question Q [options] FILE\n\n"
    "The same judge, sandbox and grader as the daemon's; the verdict is the same, but nothing is\n"
    "stored and nothing is signed. Exit status as for submit.\n\n"
    "  --question Q       slug of the question\n"
    "  --language L       c or python (default: told by the file's name)\n"
    "  --seed HEX         draw the inputs of this seed (64 hex digits) instead of fresh ones\n"
    "  --staff            show what the candidate must not see, too\n"
    "  --json             one JSON object\n" BANK_HELP
    "\nexamples:\n"
    "  gradectl grade --question matmul solution.c\n"
    "  gradectl grade --bank my-bank --question lcs --staff solution.py\n",
    run_grade};
