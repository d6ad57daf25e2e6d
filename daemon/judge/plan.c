#include "daemon/judge/plan.h"

#include "daemon/base/clock.h"

/* Tests that get this much time and a size are the ones with large inputs. */
#define HEAVY_CPU_NS (2 * CLOCK_SECOND)

static struct plan_test make_test(const struct plan *plan, uint32_t row, uint32_t repeat) {
  const struct manifest_row *from = &plan->manifest->rows[row];
  struct plan_test test = {.row = row,
                           .group = from->group,
                           .repeat = repeat,
                           .size = from->size[plan->language],
                           .cpu_floor_ns = from->cpu_floor_ns[plan->language],
                           .is_public = from->is_public,
                           .twice = from->twice || plan->count == 0};
  test.heavy = test.size > 0 && test.cpu_floor_ns >= HEAVY_CPU_NS;
  return test;
}

void plan_make(const struct manifest *manifest, enum language language, struct plan *ret_plan) {
  struct plan *plan = ret_plan;
  plan->manifest = manifest;
  plan->language = language;
  plan->memory_bytes = (uint64_t)manifest->memory_mib[language] << 20;
  plan->count = 0;
  for (uint32_t row = 0; row < manifest->row_count; row++)
    for (uint32_t i = 0; i < manifest->rows[row].count && plan->count < MANIFEST_TESTS_MAX; i++) {
      plan->tests[plan->count] = make_test(plan, row, i);
      plan->count++;
    }
}
