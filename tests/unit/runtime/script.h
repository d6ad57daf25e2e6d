/* Rows of Python programs, run in the Python host. */
#pragma once

#include "tests/unit/runtime/expect.h"
#include "tests/unit/runtime/harness.h"
#include "tests/unit/runtime/inputs.h"

#define SCRIPT_CAPACITY (32u << 20)
#define SCRIPT_ROWS_MAX 64

static inline void script_run(const char *signature, const char *source, size_t length,
                              build_function build, struct harness_run *run) {
  struct harness_program program = {.fd = -1};
  struct err err = {0};
  if (fd_sealed("solution.py", source, length, &program.fd, &err) != 0) fail_msg("%s", err.message);
  struct frame_builder *builder = harness_builder();
  build(builder);
  harness_run_sized(&program, signature, builder, SCRIPT_CAPACITY, run);
  fd_close(&program.fd);
}

static inline void script_row(void **state) {
  const struct row *row = *state;
  struct harness_run run;
  script_run(row->signature, row->source, strlen(row->source), row->build, &run);
  row->check(&run);
  harness_clear(&run);
}

static inline int script_load(void **state) {
  (void)state;
  harness_load("runtime-python");
  return 0;
}

static inline int script_main(const char *group, const struct row *rows, size_t count) {
  static struct CMUnitTest tests[SCRIPT_ROWS_MAX];
  if (count > SCRIPT_ROWS_MAX) return 1;
  for (size_t i = 0; i < count; i++)
    tests[i] = (struct CMUnitTest){
        .name = rows[i].name, .test_func = script_row, .initial_state = (void *)&rows[i]};
  return _cmocka_run_group_tests(group, tests, count, script_load, NULL);
}
