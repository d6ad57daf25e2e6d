/* The records between the judge and a checker process (graders/checker), one pair a test.
 *
 * A checker box is opened with the question's grader.so as fds[0] and the question's checker
 * options as args. A run is one test: task.args is a checker_task, task.fds are [0] input memory
 * file (empty; the checker writes the input frame: generate) [1] a channel end
 * (daemon/base/channel.h) to the judge. On the channel, in this order: checker -> judge
 * CHECKER_GENERATED {checker_generated}        inputs written, reference known judge -> checker
 * CHECKER_REFRESH   {}  + fd input  -> CHECKER_GENERATED again: the same input frame written into
 * another file (for a second run or a reference run); any number judge -> checker  CHECKER_CHECK
 * {checker_run} + fds input, output  -> CHECKER_OUTCOME {checker_outcome} any number (a second
 * output of the same test is checked alike) judge closes the channel: the checker exits 0. The
 * judge never parses an output itself: it hands the memory file over. */
#pragma once

#include "daemon/base/err.h"
#include "graders/sdk/signature.h"

enum checker_message { CHECKER_GENERATED = 1, CHECKER_REFRESH, CHECKER_CHECK, CHECKER_OUTCOME };

/* Outcome of one output; in words of the catalogue: AC, WA, FMT, MUT. */
enum checker_code {
  CHECKER_ACCEPTED = 1,
  CHECKER_WRONG,
  CHECKER_BAD_OUTPUT, /* incomplete, malformed, wrong type, dtype, shape, length, NaN where none may
                         be */
  CHECKER_INPUT_MUTATED /* inputs changed, or an output aliases one */
};

/* How results are compared: problem.yaml `checker` and `tolerance`. */
enum checker_kind {
  CHECKER_KIND_EXACT = 1,
  CHECKER_KIND_CLOSE,
  CHECKER_KIND_SET,
  CHECKER_KIND_PROP
};
enum tolerance_class {
  TOLERANCE_NONE = 0,
  TOLERANCE_E64,
  TOLERANCE_S64,
  TOLERANCE_I64,
  TOLERANCE_E32,
  TOLERANCE_S32,
  TOLERANCE_C32,
  TOLERANCE_CUSTOM
};

/* Box args: fixed for the question. */
struct checker_options {
  enum checker_kind kind;
  enum tolerance_class tolerance; /* of float results */
  double rtol, atol;              /* TOLERANCE_CUSTOM */
  char signature[4096];
};

struct checker_task {
  char group[64], tag[64], language[17];
  int64_t size;
  uint32_t repeat;
  uint8_t seed[32]; /* this test's own */
  uint64_t nonce;   /* that outputs must carry */
};

struct checker_generated {
  uint64_t input_bytes;
  uint64_t output_capacity; /* bytes of the output file that the judge must provide */
  uint64_t generate_ns, reference_ns;
};

struct checker_run {
  uint32_t aliases;     /* the runtime's hint that an output aliases an input */
  uint32_t public_test; /* the case may be shown whole */
};

struct checker_outcome {
  enum checker_code code;
  double score;       /* 0..1 */
  double error_share; /* largest |got - expected| / tolerance over float elements, 0 if none */
  char message[512];  /* for the candidate */
  char staff[512];    /* for staff only: may name expected values */
};

/* put/get pairs: fixed records over daemon/base/bytes.h; get is strict. */
size_t checker_options_put(const struct checker_options *options, void *data, size_t capacity);
int checker_options_get(struct checker_options *options, const void *data, size_t length,
                        struct err *err);
size_t checker_task_put(const struct checker_task *task, void *data, size_t capacity);
int checker_task_get(struct checker_task *task, const void *data, size_t length, struct err *err);
size_t checker_generated_put(const struct checker_generated *generated, void *data,
                             size_t capacity);
int checker_generated_get(struct checker_generated *generated, const void *data, size_t length,
                          struct err *err);
size_t checker_run_put(const struct checker_run *run, void *data, size_t capacity);
int checker_run_get(struct checker_run *run, const void *data, size_t length, struct err *err);
size_t checker_outcome_put(const struct checker_outcome *outcome, void *data, size_t capacity);
int checker_outcome_get(struct checker_outcome *outcome, const void *data, size_t length,
                        struct err *err);

/* What a candidate's host (runtime c, python) is told as task.args. task.fds: [0] input file
 * (shared, writable: changes are found afterwards), [1] output file of fixed size. */
struct runtime_task {
  uint64_t nonce;
  uint64_t input_bytes;
  char signature[4096];
};
size_t runtime_task_put(const struct runtime_task *task, void *data, size_t capacity);
int runtime_task_get(struct runtime_task *task, const void *data, size_t length, struct err *err);
/* warm_status.flags of the candidate's hosts. */
#define RUNTIME_FLAG_ALIASES_INPUT 1u
/* The C host puts output tensors and their guard pages here: a memory fault at such an address is a
 * write (or read) beyond an output. A hint, as any address of the candidate's process. */
#define RUNTIME_OUTPUTS_FIRST 0x6a0000000000ULL
#define RUNTIME_OUTPUTS_LAST 0x6affffffffffULL
