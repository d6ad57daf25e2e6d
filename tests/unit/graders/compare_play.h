/* Values as literals, for tables of comparisons. Automatic storage only: their data are compound
 * literals. */
#pragma once

#include "tests/unit/graders/cmocka_all.h"

#include "graders/sdk/compare.h"

// clang-format off
#define TENSOR(type, ...)                                                                          \
  {.kind = VALUE_TENSOR, .dtype = type, .ndim = 1, .shape = {ITEMS(type, __VA_ARGS__)},            \
   .count = ITEMS(type, __VA_ARGS__), .data = (C_##type[]){__VA_ARGS__}}
#define SCALAR(type, item)                                                                         \
  {.kind = VALUE_SCALAR, .dtype = type, .count = 1, .data = (C_##type[]){item}}
#define TEXT(with, text)                                                                           \
  {.kind = with, .dtype = VALUE_U8, .count = sizeof text - 1, .data = (char[]){text}}
#define NONE {.kind = VALUE_NONE, .dtype = VALUE_U8}
// clang-format on
#define ITEMS(type, ...) (sizeof((C_##type[]){__VA_ARGS__}) / sizeof(C_##type))
#define C_VALUE_BOOL uint8_t
#define C_VALUE_U8 uint8_t
#define C_VALUE_I32 int32_t
#define C_VALUE_I64 int64_t
#define C_VALUE_U64 uint64_t
#define C_VALUE_F32 float
#define C_VALUE_F64 double

static inline const char *code_name(enum checker_code code) {
  static const char *const names[] = {"?", "AC", "WA", "FMT", "MUT"};
  return names[code];
}

static inline void expect(const char *what, const struct check *check, bool right,
                          enum checker_code code, const char *message) {
  if (check->outcome.code != code || right != (code == CHECKER_ACCEPTED))
    fail_msg("%s: %s '%s', expected %s", what, code_name(check->outcome.code),
             check->outcome.message, code_name(code));
  if (message && !strstr(check->outcome.message, message))
    fail_msg("%s: '%s', expected '%s'", what, check->outcome.message, message);
  assert_true(check->outcome.score == (code == CHECKER_ACCEPTED ? 1 : 0));
}
