#include "daemon/judge/tally.h"

#include <string.h>

void tally_begin(struct tally *tally, const struct plan *plan) {
  tally->plan = plan;
  tally->stopped = false;
  memset(tally->verdicts, 0, sizeof tally->verdicts); /* VERDICT_NONE */
}

static bool ends_its_group(enum verdict verdict) {
  return verdict == VERDICT_TIME_LIMIT || verdict == VERDICT_MEMORY_LIMIT;
}

/* True as soon as one of the group's tests is known not to be accepted. */
static bool group_has_failed(const struct tally *tally, uint32_t group) {
  for (uint32_t i = 0; i < tally->plan->count; i++)
    if (tally->plan->tests[i].group == group && tally->verdicts[i] != VERDICT_NONE &&
        tally->verdicts[i] != VERDICT_ACCEPTED)
      return true;
  return false;
}

bool tally_skips(const struct tally *tally, uint32_t test) {
  uint32_t group = tally->plan->tests[test].group;
  int32_t after = tally->plan->manifest->groups[group].after;
  if (tally->stopped) return true;
  if (after >= 0 && group_has_failed(tally, (uint32_t)after)) return true;
  for (uint32_t i = 0; i < test; i++)
    if (tally->plan->tests[i].group == group && ends_its_group(tally->verdicts[i])) return true;
  return false;
}

void tally_note(struct tally *tally, uint32_t test, enum verdict verdict) {
  tally->verdicts[test] = verdict;
  if (verdict == VERDICT_COMPILE_ERROR || verdict == VERDICT_SECURITY_VIOLATION)
    tally->stopped = true;
}

/* The first test with the worst verdict among the marked groups; -1 if none failed. */
static int find_worst(const struct tally *tally, const bool *groups) {
  int found = -1;
  for (uint32_t i = 0; i < tally->plan->count; i++) {
    enum verdict verdict = tally->verdicts[i];
    if (!groups[tally->plan->tests[i].group] || verdict == VERDICT_NONE ||
        verdict >= VERDICT_ACCEPTED)
      continue;
    if (found < 0 || verdict < tally->verdicts[found]) found = (int)i;
  }
  return found;
}

/* Marks the group and those it comes after: if it was skipped, the reason is there. */
static void mark(const struct manifest *manifest, uint32_t group, bool *marked) {
  for (int32_t i = (int32_t)group; i >= 0; i = manifest->groups[i].after) marked[i] = true;
}

void tally_finish(const struct tally *tally, struct tally_result *ret_result) {
  const struct manifest *manifest = tally->plan->manifest;
  bool marked[MANIFEST_GROUPS_MAX] = {false};
  bool all = true, any = false, required_failed = false, any_required = false;
  struct tally_result result = {.decisive = -1};
  for (uint32_t i = 0; i < manifest->group_count; i++) {
    result.passed[i] = !group_has_failed(tally, i);
    if (result.passed[i]) result.score += manifest->groups[i].weight;
    all = all && result.passed[i];
    any = any || result.passed[i];
    any_required = any_required || manifest->groups[i].required;
    if (!manifest->groups[i].required || result.passed[i]) continue;
    required_failed = true;
    mark(manifest, i, marked);
  }
  bool decided = tally->stopped || required_failed || (!any_required && !any);
  if (tally->stopped || !required_failed) memset(marked, true, sizeof marked);
  result.decisive = all ? -1 : find_worst(tally, marked);
  result.verdict = all ? VERDICT_ACCEPTED : VERDICT_PARTIAL;
  if (decided && result.decisive >= 0) result.verdict = tally->verdicts[result.decisive];
  *ret_result = result;
}
