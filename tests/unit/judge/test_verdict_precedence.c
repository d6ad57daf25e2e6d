/* Which of several causes decides, and that none of a run's own words can make it accepted. */
#include "tests/unit/judge/verdict_play.h"

#include "daemon/base/bytes.h"
#include "daemon/judge/feedback.c"
#include "daemon/judge/text.c"
#include "daemon/judge/verdict.c"

static const struct checker_outcome accepted = {.code = CHECKER_ACCEPTED, .score = 1};
static const struct checker_outcome wrong = {.code = CHECKER_WRONG, .message = "result: 3"};
static const struct checker_outcome malformed = {.code = CHECKER_BAD_OUTPUT, .message = "cut off"};
static const struct checker_outcome mutated = {.code = CHECKER_INPUT_MUTATED};
static const struct checker_outcome unheard_of = {.code = (enum checker_code)99};

/* Causes from the first to the last that decides; each alone gives its verdict. */
static const struct {
  uint32_t hits;
  int32_t trapped;
  enum verdict verdict;
} causes[] = {
    {.trapped = SYS_socket + 1, .verdict = VERDICT_SECURITY_VIOLATION},
    {.hits = BOX_LIMIT_CPU, .verdict = VERDICT_TIME_LIMIT},
    {.hits = BOX_LIMIT_WALL, .verdict = VERDICT_TIME_LIMIT},
    {.hits = BOX_LIMIT_MEMORY, .verdict = VERDICT_MEMORY_LIMIT},
    {.hits = BOX_LIMIT_OUTPUT, .verdict = VERDICT_OUTPUT_LIMIT},
};
static const struct {
  struct ending end;
  enum verdict verdict; /* without any of the causes */
} ends[] = {
    {{.end = BOX_END_EXIT, .outcome = &accepted}, VERDICT_ACCEPTED},
    {{.end = BOX_END_EXIT, .outcome = &unheard_of}, VERDICT_INTERNAL_ERROR},
    {{.end = BOX_END_EXIT, .status = 3}, VERDICT_RUNTIME_ERROR},
    {{.end = BOX_END_EXIT, .status = 1, .phase = WARM_PHASE_LOAD_ERROR}, VERDICT_COMPILE_ERROR},
    {{.end = BOX_END_EXIT, .status = 1, .phase = WARM_PHASE_BAD_OUTPUT}, VERDICT_BAD_OUTPUT},
    {{.end = BOX_END_SIGNAL, .status = SIGSEGV}, VERDICT_RUNTIME_ERROR},
    {{.end = BOX_END_SIGNAL, .status = SIGKILL}, VERDICT_INTERNAL_ERROR},
};

static enum verdict first_cause(size_t end, unsigned set) {
  bool ended_well = ends[end].end.end == BOX_END_EXIT && ends[end].end.status == 0;
  for (size_t i = 0; i < ROWS(causes); i++) {
    if ((set & (1u << i)) == 0) continue;
    if (causes[i].verdict == VERDICT_MEMORY_LIMIT && ended_well) continue;
    return causes[i].verdict;
  }
  return ends[end].verdict;
}

static void of_several_causes_the_first_decides(void **state) {
  (void)state;
  static struct box_report report;
  for (size_t end = 0; end < ROWS(ends); end++)
    for (unsigned set = 0; set < 1u << ROWS(causes); set++) {
      struct ending row = ends[end].end;
      struct verdict_word word;
      for (size_t i = 0; i < ROWS(causes); i++) {
        if ((set & (1u << i)) == 0) continue;
        row.hits |= causes[i].hits;
        if (causes[i].trapped > 0) row.trapped = causes[i].trapped;
      }
      ending_report(&row, &report);
      const struct verdict_facts facts = {
          .report = &report, .limits = &ending_limits, .outcome = row.outcome};
      verdict_decide(&facts, &word);
      if (word.verdict != first_cause(end, set))
        fail_msg("end %zu, causes 0x%x: %s, expected %s", end, set, verdict_name(word.verdict),
                 verdict_name(first_cause(end, set)));
    }
}

static uint32_t draw(unsigned *seed, uint32_t below) { return (uint32_t)rand_r(seed) % below; }

/* Whatever stands on the page that the candidate can write. */
static void scribble(struct warm_status *hint, unsigned *seed) {
  static const int32_t edges[] = {0, 0, 0, 1, -1, SIGKILL, SIGSEGV, SIGSYS, INT32_MIN, INT32_MAX};
  hint->phase = draw(seed, 10);
  hint->trapped_syscall = edges[draw(seed, ROWS(edges))];
  hint->caught_signal = edges[draw(seed, ROWS(edges))];
  hint->fault_address = (uint64_t)draw(seed, 3) * 0x350000000000;
  hint->stack_overflow = draw(seed, 2);
  hint->memory_exhausted = draw(seed, 2);
  hint->flags = (uint32_t)rand_r(seed);
  hint->message_length = draw(seed, 4) ? draw(seed, 600) : UINT32_MAX;
  for (size_t i = 0; i < 600; i++) hint->message[i] = (char)rand_r(seed);
}

/* Accepted takes a clean exit, no limit exceeded and the checker's word; nothing else, and the
 * words stay words. */
static void no_word_of_the_run_makes_it_accepted(void **state) {
  (void)state;
  static struct box_report report;
  static const int32_t statuses[] = {0, 0, 0, 1, 3, 70, SIGSEGV, SIGKILL, SIGSYS, SIGXFSZ, 64};
  static const struct checker_outcome *const outcomes[] = {
      &accepted, &accepted, &wrong, &malformed, &mutated, &unheard_of, NULL};
  unsigned seed = 20260301;
  uint32_t count = 0;
  for (uint32_t i = 0; i < 60000; i++) {
    struct verdict_word word;
    report.end = (enum box_end)draw(&seed, 5);
    report.status = statuses[draw(&seed, ROWS(statuses))];
    report.limits_hit = draw(&seed, 2) ? draw(&seed, 32) : 0;
    report.output_length = draw(&seed, 4) ? draw(&seed, 400) : UINT32_MAX;
    for (size_t k = 0; k < 400; k++) report.output[k] = (char)rand_r(&seed);
    scribble(&report.hint, &seed);
    const struct verdict_facts facts = {.report = &report,
                                        .limits = &ending_limits,
                                        .outcome = outcomes[draw(&seed, ROWS(outcomes))]};
    memset(&word, 'x', sizeof word);
    verdict_decide(&facts, &word);
    const uint32_t fatal = BOX_LIMIT_CPU | BOX_LIMIT_WALL | BOX_LIMIT_OUTPUT;
    bool clean = report.end == BOX_END_EXIT && report.status == 0 &&
                 (report.limits_hit & fatal) == 0 && report.hint.trapped_syscall <= 0;
    assert_int_equal(word.verdict == VERDICT_ACCEPTED, clean && facts.outcome == &accepted);
    assert_int_equal(word.verdict == VERDICT_NONE, clean && !facts.outcome);
    size_t length = strnlen(word.message, sizeof word.message);
    assert_in_range(length, 0, sizeof word.message - 1);
    assert_true(bytes_is_utf8(word.message, length));
    count += word.verdict == VERDICT_ACCEPTED;
  }
  assert_in_range(count, 100, 10000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_several_causes_the_first_decides),
      cmocka_unit_test(no_word_of_the_run_makes_it_accepted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
