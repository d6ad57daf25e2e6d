#include "daemon/judge/run.h"

#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"

/* A test on its way. */
struct course {
  const struct run *run;
  const struct plan_test *test;
  struct checker *checker;
  struct attempt attempt;
  uint64_t reference_cpu_ns; /* 0: not measured and not known */
  bool measured;             /* for this very test */
};

void run_describe(const struct plan *plan, uint32_t test, struct test_row *row) {
  const struct plan_test *from = &plan->tests[test];
  memset(row, 0, sizeof *row);
  snprintf(row->group, sizeof row->group, "%s", plan->manifest->groups[from->group].name);
  snprintf(row->tag, sizeof row->tag, "%s", plan->manifest->rows[from->row].tag);
  row->repeat = from->repeat;
  row->verdict = VERDICT_SKIPPED;
}

/* ---- the reference solution ---- */

static int reference_program(const struct run *run, const struct program **ret_program,
                             struct err *err) {
  const struct package *package = run->setting.package;
  enum language language = run->setting.plan->language;
  const struct package_reference *reference = &package->references[language];
  const struct source_file file = {.name = "", .length = (uint32_t)reference->length};
  struct compile_source source = {.files = &file, .file_count = 1, .bytes = reference->source};
  uint64_t unused;
  int rc = digest_sha256(reference->source, reference->length, source.digest, err);
  if (rc == 0)
    rc = compile(run->compiler, package, language, &source, NULL, ret_program, &unused, err);
  if (rc < 0 || (*ret_program)->built) return rc;
  return err_set(err, ERR_INTERNAL, "the reference solution of %s for %s: %s", package->slug,
                 language_name(language), (*ret_program)->message);
}

/* Runs the reference on the inputs of this test. Only an accepted run counts. */
static int run_reference(const struct course *course, struct attempt *attempt, struct err *err) {
  const struct run *run = course->run;
  const struct attempt_setting *setting = &run->setting;
  const struct program *program;
  FD_CLEANUP int input = -1;
  int rc = reference_program(run, &program, err);
  if (rc == 0) rc = checkers_refresh(setting->checkers, course->checker, &input, err);
  if (rc < 0) return rc;
  attempt->limits = attempt_limits(setting->plan, RUN_REFERENCE_CPU_NS);
  rc = attempt_run(setting, program, course->checker, input, attempt, err);
  if (rc == 0) rc = attempt_judge(setting, course->checker, input, 0, attempt, err);
  if (rc < 0) return err_wrap(err, rc, "the reference solution");
  if (attempt->word.verdict == VERDICT_ACCEPTED) return 0;
  return err_set(err, ERR_INTERNAL, "the reference solution of %s for %s, test %s: %s: %.200s",
                 setting->package->slug, language_name(setting->plan->language),
                 setting->plan->manifest->rows[course->test->row].tag,
                 verdict_name(attempt->word.verdict), attempt->word.message);
}

/* ---- time ---- */

static bool is_out_of_time(const struct attempt *attempt) {
  return (attempt->report.limits_hit & (BOX_LIMIT_CPU | BOX_LIMIT_WALL)) != 0 &&
         attempt->report.end != BOX_END_FAULT;
}

/* The wall clock stopped a run that was working, or that had to share the host with many. */
static bool is_starved(const struct attempt *attempt, const struct attempt *reference) {
  if ((attempt->report.limits_hit & BOX_LIMIT_CPU) != 0) return false;
  bool working = 4 * attempt_cpu(attempt) >= attempt->report.wall_ns;
  bool crowded = reference->report.wall_ns > 3 * attempt_cpu(reference) + CLOCK_SECOND / 2;
  return working || crowded;
}

static uint64_t cpu_limit(const struct course *course) {
  uint64_t scaled = REFERENCES_FACTOR * course->reference_cpu_ns;
  return scaled > course->test->cpu_floor_ns ? scaled : course->test->cpu_floor_ns;
}

static int run_again(struct course *course, const struct box_limits *limits, struct err *err) {
  const struct run *run = course->run;
  FD_CLEANUP int input = -1;
  int rc = checkers_refresh(run->setting.checkers, course->checker, &input, err);
  if (rc < 0) return rc;
  course->attempt.limits = *limits;
  rc = attempt_run(&run->setting, run->program, course->checker, input, &course->attempt, err);
  if (rc < 0) return rc;
  /* The checker looks at the inputs that this run had. */
  fd_close(&course->checker->input_fd);
  course->checker->input_fd = fd_steal(&input);
  return 0;
}

/* Was the limit fair? If not, once more with a fair one. */
static int settle_time(struct course *course, struct err *err) {
  const struct run *run = course->run;
  struct attempt reference = {.output_fd = -1};
  int rc = run_reference(course, &reference, err);
  attempt_clear(&reference);
  if (rc < 0) return rc;
  uint64_t measured = attempt_cpu(&reference);
  course->measured = true;
  references_note(run->references, run->setting.package->digest, run->setting.plan->language,
                  course->test->row, measured);
  if (measured > course->reference_cpu_ns) course->reference_cpu_ns = measured;
  struct box_limits limits = attempt_limits(run->setting.plan, cpu_limit(course));
  bool starved = is_starved(&course->attempt, &reference);
  if (starved) limits.wall_ns = 4 * limits.cpu_ns + 4 * CLOCK_SECOND;
  if (!starved && limits.cpu_ns <= course->attempt.limits.cpu_ns) return 0;
  return run_again(course, &limits, err);
}

/* ---- one run, and what follows from it ---- */

/* The host says that its task is broken. Then it is broken for the reference, too. */
static int doubt_host(const struct course *course, struct err *err) {
  struct attempt reference = {.output_fd = -1};
  int rc = run_reference(course, &reference, err);
  attempt_clear(&reference);
  return rc;
}

static int run_once(struct course *course, struct err *err) {
  const struct run *run = course->run;
  struct attempt *attempt = &course->attempt;
  course->reference_cpu_ns = references_known(run->references, run->setting.package->digest,
                                              run->setting.plan->language, course->test->row);
  attempt->limits = attempt_limits(run->setting.plan, cpu_limit(course));
  int rc = attempt_run(&run->setting, run->program, course->checker, course->checker->input_fd,
                       attempt, err);
  if (rc == 0 && is_out_of_time(attempt)) rc = settle_time(course, err);
  if (rc == 0 && verdict_blames_host(&attempt->report)) rc = doubt_host(course, err);
  if (rc < 0) return rc;
  return attempt_judge(&run->setting, course->checker, course->checker->input_fd,
                       course->reference_cpu_ns, attempt, err);
}

static void call_nondeterministic(struct attempt *attempt, const struct attempt *second) {
  char *text = attempt->word.message;
  attempt->word.verdict = VERDICT_NONDETERMINISTIC;
  if (second->word.verdict == VERDICT_ACCEPTED)
    snprintf(text, sizeof attempt->word.message,
             "two runs on the same inputs gave different results");
  else
    snprintf(text, sizeof attempt->word.message,
             "accepted in one run, %s in another on the same inputs: %.300s",
             verdict_name(second->word.verdict), second->word.message);
}

/* Was it luck? A second run that only took longer says nothing about that. */
static int run_second(struct course *course, struct err *err) {
  const struct run *run = course->run;
  struct attempt *attempt = &course->attempt;
  struct attempt second = {.limits = attempt->limits, .output_fd = -1};
  FD_CLEANUP int input = -1;
  bool same = false;
  int rc = checkers_refresh(run->setting.checkers, course->checker, &input, err);
  if (rc == 0) rc = attempt_run(&run->setting, run->program, course->checker, input, &second, err);
  if (rc == 0) rc = attempt_judge(&run->setting, course->checker, input, 0, &second, err);
  if (rc == 0 && second.word.verdict == VERDICT_ACCEPTED)
    rc = attempt_compare(attempt, &second, &same, err);
  attempt_clear(&second);
  if (rc < 0 || same || second.word.verdict == VERDICT_TIME_LIMIT) return rc;
  if (second.word.verdict == VERDICT_SECURITY_VIOLATION)
    attempt->word = second.word;
  else
    call_nondeterministic(attempt, &second);
  return 0;
}

static void complete_row(const struct course *course, struct test_row *row) {
  const struct attempt *attempt = &course->attempt;
  row->verdict = attempt->word.verdict;
  row->cpu_ns = attempt_cpu(attempt);
  row->wall_ns = attempt->report.wall_ns;
  row->memory_bytes = attempt->report.memory_peak_bytes;
  row->cpu_limit_ns = attempt->limits.cpu_ns;
  row->wall_limit_ns = attempt->limits.wall_ns;
  row->memory_limit_bytes = attempt->limits.memory_bytes;
  if (course->measured || row->cpu_limit_ns > course->test->cpu_floor_ns)
    row->reference_cpu_ns = course->reference_cpu_ns;
  snprintf(row->message, sizeof row->message, "%s", attempt->word.message);
  if (!attempt->checked) return;
  row->score = row->verdict == VERDICT_ACCEPTED || row->verdict == VERDICT_WRONG_ANSWER
                   ? attempt->outcome.score
                   : 0;
  row->error_share = attempt->outcome.error_share;
  snprintf(row->staff, sizeof row->staff, "%s", attempt->outcome.staff);
}

int run_test(const struct run *run, uint32_t test, struct test_row *row, struct err *err) {
  static struct course course; /* reports are too large for the stack of small functions */
  course = (struct course){
      .run = run, .test = &run->setting.plan->tests[test], .attempt = {.output_fd = -1}};
  int rc = checkers_take(run->setting.checkers, test, &course.checker, err);
  if (rc == 0) rc = run_once(&course, err);
  if (rc == 0 && course.attempt.word.verdict == VERDICT_ACCEPTED && course.test->twice)
    rc = run_second(&course, err);
  attempt_clear(&course.attempt);
  if (rc < 0) return rc;
  checkers_release(run->setting.checkers, course.checker);
  complete_row(&course, row);
  return 0;
}
