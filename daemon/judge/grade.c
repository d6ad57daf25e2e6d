#include "daemon/judge/grade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/judge/evidence.h"
#include "daemon/judge/run.h"
#include "daemon/judge/seed.h"

/* Digests of what is really here: the signer compares them with what was accepted. */
static int check_content(const struct submission *submission, struct submission *checked,
                         struct err *err) {
  *checked = *submission; /* borrows the source */
  int rc = submission_digest(checked, err);
  if (rc == 0 && memcmp(checked->content_digest, submission->content_digest, DIGEST_SIZE) != 0)
    rc = err_set(err, ERR_PROTOCOL, "the lease's content is not what its digest says");
  return rc;
}

static int open_question(struct slot *slot, const struct submission *submission,
                         const struct package **ret_package, struct err *err) {
  enum language language = language_from_name(submission->language);
  int rc = library_open_package(&slot->library, submission->question, submission->question_digest,
                                ret_package, err);
  if (rc < 0) return rc;
  if (language == LANGUAGE_COUNT || !package_has_language(*ret_package, language))
    return err_set(err, ERR_INVALID, "question %s cannot be answered in %s", submission->question,
                   submission->language);
  plan_make((*ret_package)->manifest, language, &slot->plan);
  tally_begin(&slot->tally, &slot->plan);
  return 0;
}

static int begin_half(const struct slot *slot, const struct lease *lease, struct verdict_half *half,
                      struct err *err) {
  const struct plan *plan = &slot->plan;
  const struct manifest *manifest = plan->manifest;
  half->job = lease->job;
  half->started_at = clock_wall();
  half->groups = calloc(manifest->group_count, sizeof *half->groups);
  half->tests = calloc(plan->count, sizeof *half->tests);
  if (!half->groups || !half->tests) return err_set(err, ERR_MEMORY, "verdict: no memory");
  half->group_count = manifest->group_count;
  half->test_count = plan->count;
  for (uint32_t i = 0; i < plan->count; i++) run_describe(plan, i, &half->tests[i]);
  for (uint32_t i = 0; i < manifest->group_count; i++) {
    snprintf(half->groups[i].name, sizeof half->groups[i].name, "%s", manifest->groups[i].name);
    half->groups[i].weight = manifest->groups[i].weight;
    half->groups[i].required = manifest->groups[i].required;
  }
  snprintf(half->isolation, sizeof half->isolation, "%s", boxes_isolation(slot->boxes));
  snprintf(half->accounting, sizeof half->accounting, "%s", boxes_accounting(slot->boxes));
  return 0;
}

/* The seed that the lease names, or this submission's own. */
static int find_seed(const struct slot *slot, const struct lease *lease, uint8_t *ret_seed,
                     struct err *err) {
  const struct submission *submission = &lease->submission;
  if (!lease->has_seed)
    return seed_of_submission(slot->secret, submission->tenant, submission->id,
                              submission->question_digest, ret_seed, err);
  memcpy(ret_seed, lease->seed, DIGEST_SIZE);
  return 0;
}

static int begin_tests(void *context, struct err *err) {
  struct slot *slot = context;
  return checkers_ahead(&slot->checkers, -1, &slot->tally, err);
}

/* Lets the checker generate the first tests while the compiler works; for a source that is known
 * not to compile there is no need of either. */
static int compile_candidate(struct slot *slot, const struct package *package,
                             const struct submission *submission,
                             const struct program **ret_program, struct verdict_half *half,
                             struct err *err) {
  struct compile_source source = {.files = submission->files,
                                  .file_count = submission->file_count,
                                  .bytes = submission->source};
  struct box *checker_box;
  memcpy(source.digest, submission->source_digest, DIGEST_SIZE);
  int rc = compile_find(&slot->compiler, package, slot->plan.language, &source, ret_program, err);
  if (rc < 0 || (*ret_program && !(*ret_program)->built)) return rc;
  rc = boxes_checker(slot->boxes, package, &checker_box, err);
  if (rc < 0) return rc;
  checkers_begin(&slot->checkers, checker_box, &slot->plan, package->slug, half->seed);
  const struct compile_meanwhile meanwhile = {begin_tests, slot};
  return compile(&slot->compiler, package, slot->plan.language, &source, &meanwhile, ret_program,
                 &half->compile_ns, err);
}

static int run_tests(struct slot *slot, const struct package *package,
                     const struct program *program, struct verdict_half *half, struct err *err) {
  const struct run run = {.setting = {.boxes = slot->boxes,
                                      .checkers = &slot->checkers,
                                      .package = package,
                                      .plan = &slot->plan},
                          .compiler = &slot->compiler,
                          .references = &slot->references,
                          .program = program};
  for (uint32_t i = 0; i < slot->plan.count; i++) {
    if (tally_skips(&slot->tally, i)) {
      tally_note(&slot->tally, i, VERDICT_SKIPPED);
      continue;
    }
    int rc = checkers_ahead(&slot->checkers, i, &slot->tally, err);
    if (rc == 0) rc = run_test(&run, i, &half->tests[i], err);
    if (rc < 0) return rc;
    tally_note(&slot->tally, i, half->tests[i].verdict);
  }
  return 0;
}

static void describe_decision(const struct test_row *test, struct verdict_half *half) {
  char what[64 + 64 + 40];
  snprintf(what, sizeof what, "test %s/%s", test->group, test->tag);
  if (half->verdict == VERDICT_PARTIAL)
    snprintf(half->message, sizeof half->message, "all required groups passed; %s: %s: %.300s",
             what, verdict_name(test->verdict), test->message);
  else
    snprintf(half->message, sizeof half->message, "%s: %.300s", what, test->message);
}

static void finish_half(const struct slot *slot, struct verdict_half *half) {
  struct tally_result result;
  tally_finish(&slot->tally, &result);
  half->verdict = result.verdict;
  half->score = result.score;
  for (uint32_t i = 0; i < half->group_count; i++) half->groups[i].passed = result.passed[i];
  if (result.decisive < 0) return;
  const struct test_row *test = &half->tests[result.decisive];
  describe_decision(test, half);
  if (result.verdict == VERDICT_COMPILE_ERROR && !half->diagnostics)
    half->diagnostics = strdup(test->message);
}

/* The program could not be built: no test has run. */
static void refuse(const struct program *program, struct verdict_half *half) {
  half->verdict = VERDICT_COMPILE_ERROR;
  half->score = 0;
  snprintf(half->message, sizeof half->message, "%s", program->message);
}

static int grade_content(struct slot *slot, const struct lease *lease,
                         const struct submission *submission, struct verdict_half *half,
                         struct err *err) {
  const struct package *package;
  const struct program *program;
  int rc = open_question(slot, submission, &package, err);
  if (rc == 0) rc = find_seed(slot, lease, half->seed, err);
  if (rc == 0) rc = begin_half(slot, lease, half, err);
  if (rc == 0) rc = compile_candidate(slot, package, submission, &program, half, err);
  if (rc == 0) rc = toolchain_learn(&slot->toolchain, slot->boxes, slot->plan.language, err);
  if (rc < 0) return rc;
  memcpy(half->content_digest, submission->content_digest, DIGEST_SIZE);
  snprintf(half->toolchain, sizeof half->toolchain, "%s",
           slot->toolchain.names[slot->plan.language]);
  half->diagnostics = program->diagnostics ? strdup(program->diagnostics) : NULL;
  if (program->built)
    rc = run_tests(slot, package, program, half, err);
  else
    refuse(program, half);
  if (rc < 0) return rc;
  if (program->built) finish_half(slot, half);
  evidence_collect(&slot->plan, program, half);
  half->finished_at = clock_wall();
  return 0;
}

int grade(struct slot *slot, const struct lease *lease, struct verdict_half *ret_half,
          struct err *err) {
  struct verdict_half half = {0};
  struct submission submission;
  slot->checkers.box = NULL;
  int rc = check_content(&lease->submission, &submission, err);
  if (rc == 0) rc = grade_content(slot, lease, &submission, &half, err);
  if (rc < 0)
    verdict_half_clear(&half);
  else
    *ret_half = half;
  return rc;
}

int grade_finish(struct slot *slot, struct err *err) {
  return slot->checkers.box ? checkers_end(&slot->checkers, err) : 0;
}
