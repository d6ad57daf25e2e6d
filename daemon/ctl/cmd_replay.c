#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bytes.h"
#include "daemon/base/fd.h"
#include "daemon/ctl/bank_view.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/local.h"
#include "daemon/ctl/local_job.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/report.h"

#define QUERY_TIMEOUT_MS 10000

struct replay {
  struct connection_options connection;
  struct bank_view_options bank;
  const char *save;
  bool json, staff;
};

/* What the daemon has: the source and, in the signed result, the seed. */
struct stored {
  struct graded_answer answer;
  struct graded_result result;
};

static void clear_stored(struct stored *stored) {
  graded_answer_clear(&stored->answer);
  graded_result_clear(&stored->result);
}

static int fetch(const struct replay *replay, const char *id, struct stored *stored,
                 struct err *err) {
  struct graded_client *client = NULL;
  int rc = connection_open(&replay->connection, &client, err);
  if (rc == 0) rc = graded_query(client, id, true, QUERY_TIMEOUT_MS, &stored->answer, err);
  graded_close(&client);
  if (rc < 0) return rc;
  const struct graded_answer *answer = &stored->answer;
  if (!answer->envelope) return err_set(err, ERR_AGAIN, "it has not been graded yet");
  if (answer->file_count == 0) return err_set(err, ERR_NOT_FOUND, "its source is not kept");
  return graded_result_decode(answer->envelope, answer->envelope_length, &stored->result, err);
}

static int save_source(const struct replay *replay, const struct graded_answer *answer,
                       struct err *err) {
  int rc = 0;
  if (!replay->save) return 0;
  if (answer->file_count > 1)
    return err_set(err, ERR_INVALID, "--save: the submission has %zu files", answer->file_count);
  rc = fd_write_file(AT_FDCWD, replay->save, answer->files[0].content, answer->files[0].length,
                     0600, err);
  return rc < 0 ? err_wrap(err, rc, "--save") : 0;
}

static int make_lease(const struct stored *stored, struct lease *ret_lease, struct err *err) {
  const struct graded_answer *answer = &stored->answer;
  struct graded_file files[LIMIT_FILES];
  struct local_job job = {.id = stored->result.id,
                          .question = stored->result.question,
                          .language = stored->result.language,
                          .question_digest = stored->result.question_digest,
                          .files = files,
                          .sequence = 1};
  for (; job.file_count < answer->file_count && job.file_count < LIMIT_FILES; job.file_count++)
    files[job.file_count] = (struct graded_file){.name = answer->files[job.file_count].name,
                                                 .content = answer->files[job.file_count].content,
                                                 .length = answer->files[job.file_count].length};
  int rc = local_job_make(&job, ret_lease, err);
  if (rc < 0) return rc;
  ret_lease->has_seed = true;
  memcpy(ret_lease->seed, stored->result.seed, DIGEST_SIZE);
  return 0;
}

static int check_question(const struct bank_view *view, const struct graded_result *result,
                          struct err *err) {
  char theirs[DIGEST_HEX], ours[DIGEST_HEX];
  const struct bank_index_row *row = bank_index_find(&view->index, result->question);
  if (!row) return err_set(err, ERR_NOT_FOUND, "the bank has no question '%s'", result->question);
  if (!row->available)
    return err_set(err, ERR_INVALID, "question '%s' is broken: %s", result->question, row->problem);
  if (memcmp(row->digest, result->question_digest, DIGEST_SIZE) == 0) return 0;
  bytes_to_hex(result->question_digest, DIGEST_SIZE, theirs);
  bytes_to_hex(row->digest, DIGEST_SIZE, ours);
  return err_set(
      err, ERR_INVALID,
      "question '%s' was %.16s when it was graded, this bank has %.16s: name the bank of "
      "that time with --bank",
      result->question, theirs, ours);
}

static int run_again(const struct bank_view *view, const struct lease *lease,
                     struct local_outcome *outcome, struct err *err) {
  struct local *local = NULL;
  const struct local_options options = {.slots = 1, .store_fd = view->store_fd};
  progress_say("grading ...");
  int rc = local_start(&options, &local, err);
  if (rc == 0) rc = local_add(local, lease, err);
  if (rc == 0) rc = local_next(local, outcome, err);
  local_stop(&local);
  progress_say(NULL);
  return rc == 0 && outcome->fault[0] ? err_set(err, ERR_INTERNAL, "%s", outcome->fault) : rc;
}

/* Tests whose verdict is another than it was. */
static uint32_t count_changes(const struct graded_result *then, const struct verdict_half *now) {
  uint32_t changes = then->test_count != now->test_count;
  for (uint32_t i = 0; i < then->test_count && i < now->test_count; i++)
    changes += (int)then->tests[i].verdict != (int)now->tests[i].verdict;
  return changes;
}

static int show(const struct replay *replay, const struct graded_result *then,
                const struct lease *lease, const struct verdict_half *now, int *ret_exit,
                struct err *err) {
  char source[DIGEST_HEX], question[DIGEST_HEX];
  bytes_to_hex(lease->submission.source_digest, DIGEST_SIZE, source);
  bytes_to_hex(lease->submission.question_digest, DIGEST_SIZE, question);
  const struct report report = {.id = then->id,
                                .question = then->question,
                                .language = then->language,
                                .tenant = then->tenant,
                                .verdict = now,
                                .source_digest = source,
                                .question_digest = question,
                                .staff = replay->staff};
  uint32_t changes = count_changes(then, now);
  bool same = changes == 0 && (int)then->verdict == (int)now->verdict;
  *ret_exit = same ? CTL_OK : CTL_NOT_ACCEPTED;
  if (replay->json) return report_json(&report, stdout, err);
  report_table(&report, stdout);
  if (same)
    printf("replay: the same verdict, test by test\n");
  else
    printf("replay: it was %s, now it is %s; %u tests differ\n", graded_verdict_name(then->verdict),
           verdict_name(now->verdict), changes);
  return 0;
}

static int replay_stored(const struct replay *replay, const struct stored *stored, int *ret_exit,
                         struct err *err) {
  struct bank_view view;
  struct lease lease = {0};
  struct local_outcome outcome = {0};
  int rc = save_source(replay, &stored->answer, err);
  if (rc == 0) rc = bank_view_open(&replay->bank, &view, err);
  if (rc < 0) return rc;
  rc = check_question(&view, &stored->result, err);
  if (rc == 0) rc = make_lease(stored, &lease, err);
  if (rc == 0) rc = run_again(&view, &lease, &outcome, err);
  if (rc == 0) rc = show(replay, &stored->result, &lease, &outcome.half, ret_exit, err);
  verdict_half_clear(&outcome.half);
  submission_clear(&lease.submission);
  bank_view_close(&view);
  return rc;
}

static int run_replay(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {CONNECTION_OPTIONS,
                                          {"bank", required_argument, NULL, 'b'},
                                          {"store", required_argument, NULL, 's'},
                                          {"save", required_argument, NULL, 'o'},
                                          {"staff", no_argument, NULL, 'x'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct replay replay = {0};
  for (int option; (option = getopt_long(argc, argv, "d:b:s:o:jh", options, NULL)) != -1;) {
    if (connection_option(&replay.connection, option, optarg)) continue;
    if (option == 'b')
      replay.bank.bank = optarg;
    else if (option == 's')
      replay.bank.store = optarg;
    else if (option == 'o')
      replay.save = optarg;
    else if (option == 'x')
      replay.staff = true;
    else if (option == 'j')
      replay.json = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind + 1 != argc) return ctl_usage(command, "one ID is needed");
  const char *id = argv[optind];
  struct stored stored = {0};
  struct err err;
  int status = CTL_INFRASTRUCTURE;
  int rc = fetch(&replay, id, &stored, &err);
  if (rc == 0) rc = replay_stored(&replay, &stored, &status, &err);
  clear_stored(&stored);
  return rc < 0 ? ctl_failure(&err, id) : status;
}

const struct ctl_command cmd_replay = {
    "replay", "grade a stored submission again, here, on the same inputs",
    "usage: gradectl replay [options] ID\n\n"
    "Fetches the source and the seed of a graded submission and grades it here with the judge "
    "that\n"
    "'grade' uses, on the very inputs it had. Exit status 0 if every test has the verdict it had,\n"
    "1 if one differs, 3 if it cannot be replayed. Nothing changes in the daemon.\n\n"
    "  --save FILE        store the source\n"
    "  --staff            show what the candidate must not see, too\n"
    "  --json             one JSON object\n" CONNECTION_HELP BANK_HELP
    "\nexamples:\n"
    "  gradectl replay --directory graded.d 4711\n"
    "  gradectl replay --staff --save 4711.py 4711\n",
    run_replay};
