/* Rows of C programs, compiled and run in the C host. */
#pragma once

#include "tests/unit/runtime/compile.h"
#include "tests/unit/runtime/expect.h"
#include "tests/unit/runtime/harness.h"
#include "tests/unit/runtime/inputs.h"

#define COMPILED_CAPACITY (32u << 20)
#define COMPILED_ROWS_MAX 64

static inline void compiled_row(void **state) {
  const struct row *row = *state;
  struct harness_program program;
  compile_program(row->signature, row->source, &program);
  struct frame_builder *builder = harness_builder();
  row->build(builder);
  struct harness_run run;
  harness_run_sized(&program, row->signature, builder, COMPILED_CAPACITY, &run);
  row->check(&run);
  harness_clear(&run);
  compile_discard(&program);
}

static inline int compiled_load(void **state) {
  (void)state;
  harness_load("runtime-c");
  return 0;
}

static inline int compiled_main(const char *group, const struct row *rows, size_t count) {
  static struct CMUnitTest tests[COMPILED_ROWS_MAX];
  if (count > COMPILED_ROWS_MAX) return 1;
  for (size_t i = 0; i < count; i++)
    tests[i] = (struct CMUnitTest){
        .name = rows[i].name, .test_func = compiled_row, .initial_state = (void *)&rows[i]};
  return _cmocka_run_group_tests(group, tests, count, compiled_load, NULL);
}
