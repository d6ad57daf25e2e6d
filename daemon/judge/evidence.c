#include "daemon/judge/evidence.h"

#include <stdio.h>
#include <string.h>

#include "daemon/judge/text.h"

#define WARNING_COST 10 /* points */

static const char *const edge_words[] = {"edge",   "edges", "empty",   "shapes", "boundary",
                                         "corner", "none",  "unicode", NULL};
static const char *const robust_words[] = {
    "big", "large", "extreme", "extremes", "robust",    "offset",     "numerical", "cancellation",
    "nan", "inf",   "huge",    "overflow", "underflow", "robustness", NULL};
static const char *const speed_words[] = {"speed", "scale", "perf", "performance", NULL};

bool evidence_names(const char *name, const char *const words[]) {
  for (const char *at = name; *at;) {
    size_t length = strcspn(at, "_-");
    for (size_t i = 0; words[i]; i++)
      if (strlen(words[i]) == length && strncmp(at, words[i], length) == 0) return true;
    at += length;
    at += strspn(at, "_-");
  }
  return false;
}

static struct rubric_row *add_row(struct verdict_half *half, const char *name, double score) {
  struct rubric_row *row = &half->rubric[half->rubric_count++];
  snprintf(row->name, sizeof row->name, "%s", name);
  row->score = score;
  row->evidence[0] = '\0';
  return row;
}

static void add_correctness(struct verdict_half *half) {
  double passed = 0, all = 0;
  uint32_t passed_count = 0, count = 0;
  for (uint32_t i = 0; i < half->group_count; i++) {
    const struct group_row *group = &half->groups[i];
    if (!group->required) continue;
    count++;
    all += group->weight;
    if (!group->passed) continue;
    passed_count++;
    passed += group->weight;
  }
  if (all <= 0) return;
  struct rubric_row *row = add_row(half, "correctness", 100 * passed / all);
  snprintf(row->evidence, sizeof row->evidence, "%u of %u required groups passed", passed_count,
           count);
}

/* Tests that ran and are named by these words; with the largest share of a CPU limit that the
 * accepted ones needed. */
struct share {
  uint32_t passed, count;
  double cpu_share;
};

static struct share count_tests(const struct verdict_half *half, const char *const words[]) {
  struct share share = {0};
  for (uint32_t i = 0; i < half->test_count; i++) {
    const struct test_row *test = &half->tests[i];
    if (test->verdict == VERDICT_SKIPPED) continue;
    if (!evidence_names(test->group, words) && !evidence_names(test->tag, words)) continue;
    share.count++;
    if (test->verdict != VERDICT_ACCEPTED || test->cpu_limit_ns == 0) continue;
    share.passed++;
    double cpu = (double)test->cpu_ns / (double)test->cpu_limit_ns;
    if (cpu > share.cpu_share) share.cpu_share = cpu;
  }
  return share;
}

static struct rubric_row *add_share(struct verdict_half *half, const char *name,
                                    const struct share *share) {
  if (share->count == 0) return NULL;
  struct rubric_row *row = add_row(half, name, 100.0 * share->passed / share->count);
  snprintf(row->evidence, sizeof row->evidence, "%u of %u tests passed", share->passed,
           share->count);
  return row;
}

static void add_efficiency(struct verdict_half *half) {
  struct share share = count_tests(half, speed_words);
  struct rubric_row *row = add_share(half, "efficiency", &share);
  if (row && share.passed > 0)
    text_add(row->evidence, sizeof row->evidence, ", with at most %.0f %% of the CPU time limit",
             100 * share.cpu_share);
}

static void add_hygiene(const struct program *program, struct verdict_half *half) {
  if (!program->built) return;
  double score = 100.0 - WARNING_COST * (double)program->warnings;
  struct rubric_row *row = add_row(half, "code_hygiene", score < 0 ? 0 : score);
  snprintf(row->evidence, sizeof row->evidence, "%u compiler warnings with -Wall -Wextra",
           program->warnings);
}

void evidence_collect(const struct plan *plan, const struct program *program,
                      struct verdict_half *half) {
  half->rubric_count = 0;
  add_correctness(half);
  struct share edge = count_tests(half, edge_words);
  add_share(half, "edge_cases", &edge);
  struct share robust = count_tests(half, robust_words);
  add_share(half, "numerical_robustness", &robust);
  add_efficiency(half);
  if (plan->language == LANGUAGE_C) add_hygiene(program, half);
}
