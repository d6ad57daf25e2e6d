/* The grader ABI: what a question's grader.c implements.
 *
 * A question needs only what its declared checker does not give for free: always `generate` and
 * `reference`; `certify` where discrete outputs depend on floats; `check` for properties and sets.
 * problem.yaml names signature, tests, checker and tolerances (graders/README.md).
 * A grader.c includes "grader.h": this header and those that it includes, shipped as one file.
 *
 * One process a test calls, in this order: generate (again with another draw until certify accepts,
 * at most 100 times), reference, and, when the candidate's output has arrived and has the declared
 * types and shapes, the declared comparison and then check. The process has no files and no
 * network; whatever goes wrong in it (a crash, a time-out, a non-zero return) is `internal_error`,
 * never the candidate's fault. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graders/sdk/draw.h"
#include "graders/sdk/frame.h"
#include "graders/sdk/value.h"

#define GRADER_ABI 1u

/* One test of problem.yaml, as drawn for one submission. */
struct grader_test {
  const char *group;    /* "edges" */
  const char *tag;      /* "one_by_one": which kind of case to generate */
  int64_t size;         /* the row's size for the submission's language; 0 if none is given */
  const char *language; /* "c", "python" */
  uint32_t repeat;      /* 0 .. count-1 within the row */
};

/* ---- generate: append calls and arguments in the signature's order ------------------------------
 */

/* Starts a call of entry `name` ("" = the only entry; a class's constructor is ""). Objects of
 * class questions are numbered by the grader from 0. */
void case_call(struct frame_builder *input, const char *name);
void case_call_on(struct frame_builder *input, uint32_t object, const char *name);

/* Shapes are written in place: put_f64(input, SHAPE(m, k)). All return zeroed storage to fill. */
struct case_shape {
  uint32_t ndim;
  int64_t dims[VALUE_NDIM_MAX];
};
#define SHAPE(...)                                                                 \
  ((struct case_shape){.ndim = sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), \
                       .dims = {__VA_ARGS__}})
double *put_f64(struct frame_builder *builder, struct case_shape shape);
float *put_f32(struct frame_builder *builder, struct case_shape shape);
int64_t *put_i64(struct frame_builder *builder, struct case_shape shape);
int32_t *put_i32(struct frame_builder *builder, struct case_shape shape);
uint8_t *put_u8(struct frame_builder *builder, struct case_shape shape);
bool *put_bool(struct frame_builder *builder, struct case_shape shape);
/* Scalars; the dtype is the signature's. */
void put_scalar_i64(struct frame_builder *builder, enum value_dtype dtype, int64_t value);
void put_scalar_f64(struct frame_builder *builder, enum value_dtype dtype, double value);
void put_scalar_bool(struct frame_builder *builder, bool value);
char *put_str(struct frame_builder *builder, const char *bytes,
              size_t length); /* bytes may be NULL */
uint8_t *put_bytes(struct frame_builder *builder, size_t length);
int64_t *put_nodes(struct frame_builder *builder, uint32_t fields,
                   uint64_t count); /* [count][fields] */
void put_none(struct frame_builder *builder);

/* ---- reference: the same put_* functions append results; calls in the order of the input --------
 */

/* Begins the results of the next call (the first answer_call is for call 0). */
void answer_call(struct frame_builder *answer);
/* The call must fail with this code of the signature ("ESHAPE"); then no results are put. */
void answer_fail(struct frame_builder *answer, const char *code);
/* Magnitudes for S64 and S32 of the result put last: same element count, the reference evaluated on
 * absolute values; `reduction` = K, the length of the longest sum (S32 only). Zeroed storage. */
double *answer_scale(struct frame_builder *answer, int64_t reduction);
/* This result is not compared by the declared checker; `check` judges it. */
void answer_any(struct frame_builder *answer);

/* ---- check: properties -------------------------------------------------------------------------
 */

struct check; /* collects the outcome; the first failure wins */

/* The verdict of this test, with a message for the candidate that never holds an expected value of
 * a hidden test, and optionally one for staff. printf-like; at most 300 bytes each. */
__attribute__((format(printf, 2, 3))) void check_wrong(struct check *check, const char *format,
                                                       ...);
__attribute__((format(printf, 2, 3))) void check_bad_output(struct check *check, const char *format,
                                                            ...);
__attribute__((format(printf, 2, 3))) void check_staff(struct check *check, const char *format,
                                                       ...);

/* input: what was generated. output: the candidate's, types and shapes already checked, all results
 * present for calls that returned. answer: the reference's. */
struct check_case {
  const struct grader_test *test;
  const struct frame *input;
  const struct frame *output;
  const struct frame *answer;
};

/* Comparisons that a check may call itself; each reports through `check` and returns whether equal.
 * `name` is the result's name in messages. */
bool compare_exact(struct check *check, const char *name, const struct value *got,
                   const struct value *expected);
/* Multisets of i64: equal up to order. */
bool compare_multiset(struct check *check, const char *name, const struct value *got,
                      const struct value *expected);

struct grader {
  uint32_t abi; /* GRADER_ABI */
  /* Appends the test's calls. Deterministic in (test, draw). */
  void (*generate)(const struct grader_test *test, struct draw *draw, struct frame_builder *input);
  /* Optional: is every discrete decision of this case certain? false = draw again. */
  bool (*certify)(const struct grader_test *test, const struct frame *input);
  /* Appends the right answer of every call: in f64 or better for floats. */
  void (*reference)(const struct grader_test *test, const struct frame *input,
                    struct frame_builder *answer);
  /* Optional for exact and close (runs after the comparison), required for prop and set. */
  void (*check)(const struct check_case *c, struct check *check);
};

/* Every grader.c ends with: const struct grader graded_grader = {.abi = GRADER_ABI, ...}; */
#define GRADER_SYMBOL "graded_grader"
extern const struct grader graded_grader;
