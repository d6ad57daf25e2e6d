/* One test, as the judge runs it: a fresh child of a warm parent with inputs and outputs in memory
 * files. Measured in the caller, from the request to the report. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/spawn.h"
#include "graders/sdk/checker.h"
#include "graders/sdk/frame.h"
#include "sandbox/jail.h"
#include "tests/bench/bench.h"

#define SIGNATURE "add(a: i64, b: i64) -> i64"
#define SIGNATURE_NUMPY "add(a: f64[N]) -> f64"
#define OUTPUT_BYTES 65536
#define C_RUNS 400
#define NUMPY_RUNS 25

static const char c_source[] =
    "#include <stdint.h>\nint64_t add(int64_t a, int64_t b) { return a + b; }\n";
static const char python_source[] =
    "import numpy as np\ndef add(a):\n    return float(np.sum(a))\n";

struct subject {
  struct box *box;
  const char *signature;
  int input, output;
  uint64_t input_bytes;
  const char *static_binary;
};

static int write_text(const char *path, const char *text, struct err *err) {
  return fd_write_file(AT_FDCWD, path, text, strlen(text), 0644, err);
}

static int build_yardstick(const char *scratch, char *binary, size_t capacity, struct err *err) {
  char source[512];
  snprintf(source, sizeof source, "%s/nothing.c", scratch);
  snprintf(binary, capacity, "%s/nothing", scratch);
  int rc = write_text(source, "int main(void) { return 0; }\n", err);
  if (rc < 0) return rc;
  const char *argv[] = {"/usr/bin/gcc", "-O2", "-static", "-o", binary, source, NULL};
  return bench_spawn(argv, err) < 0 ? -ERR_SYSTEM : 0;
}

static int build_program(const char *scratch, uint8_t **data, size_t *length, struct err *err) {
  char source[512], object[512];
  snprintf(source, sizeof source, "%s/add.c", scratch);
  snprintf(object, sizeof object, "%s/add.so", scratch);
  int rc = write_text(source, c_source, err);
  if (rc < 0) return rc;
  const char *argv[] = {"/usr/bin/gcc", "-O2", "-fPIC", "-shared", "-o", object, source, NULL};
  if (bench_spawn(argv, err) < 0) return -ERR_SYSTEM;
  return fd_read_file(AT_FDCWD, object, 1 << 24, data, length, err);
}

static int make_inputs(struct subject *subject, bool numpy, struct err *err) {
  struct frame_builder *builder = NULL;
  int rc = frame_builder_new(&builder, err);
  if (rc < 0) return rc;
  frame_begin_call(builder, 0, 0);
  if (numpy) {
    struct value *a = frame_add(builder, VALUE_TENSOR, VALUE_F64, 1, (int64_t[]){1000});
    for (int i = 0; i < 1000; i++) a->f64[i] = i;
  } else {
    *frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL)->i64 = 2;
    *frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL)->i64 = 3;
  }
  rc = fd_memory("input", 0, &subject->input, err);
  if (rc == 0) rc = frame_builder_write(builder, 1, subject->input, &subject->input_bytes, err);
  if (rc == 0) rc = fd_memory("output", OUTPUT_BYTES, &subject->output, err);
  if (rc == 0) rc = fd_seal_size(subject->output, err);
  frame_builder_free(&builder);
  return rc;
}

static long long sandboxed_test(void *context, struct err *err) {
  static struct box_report report;
  struct subject *subject = context;
  struct runtime_task task = {.nonce = 1, .input_bytes = subject->input_bytes};
  snprintf(task.signature, sizeof task.signature, "%s", subject->signature);
  uint8_t args[8192];
  size_t args_length = runtime_task_put(&task, args, sizeof args);
  const struct box_limits limits = {.cpu_ns = 2 * CLOCK_SECOND,
                                    .wall_ns = 5 * CLOCK_SECOND,
                                    .memory_bytes = 256u << 20,
                                    .output_bytes = 1 << 20,
                                    .stack_bytes = 8u << 20,
                                    .tmp_bytes = 16u << 20,
                                    .processes = 1,
                                    .files = 32};
  int fds[] = {subject->input, subject->output};
  uint64_t start = clock_monotonic();
  int rc = box_run(subject->box, &limits, args, args_length, fds, 2, &report, err);
  uint64_t took = clock_monotonic() - start;
  if (rc < 0) return rc;
  if (report.end != BOX_END_EXIT || report.status != 0)
    return err_set(err, ERR_SYSTEM, "the run ended with %d, status %d: %s %.*s", report.end,
                   report.status, report.fault, (int)report.hint.message_length,
                   report.hint.message);
  return (long long)took;
}

static long long bare_spawn(void *context, struct err *err) {
  struct subject *subject = context;
  const char *argv[] = {subject->static_binary, NULL};
  return bench_spawn(argv, err);
}

static long long cold_numpy(void *context, struct err *err) {
  (void)context;
  static const char *const argv[] = {"/usr/bin/python3", "-c", "import numpy", NULL};
  return bench_spawn(argv, err);
}

static int open_subject(struct jail *jail, int libexec, enum box_phase phase, const char *module,
                        const void *program, size_t length, struct subject *subject,
                        struct err *err) {
  FD_CLEANUP int runtime = -1;
  int rc = spawn_open_program(libexec, module, &runtime, err);
  if (rc < 0) return rc;
  const struct box_options options = {
      .phase = phase, .runtime_fd = runtime, .concurrency = 1, .prepare_ns = 60 * CLOCK_SECOND};
  rc = box_open(jail, &options, &subject->box, err);
  if (rc == 0) rc = box_set_program(subject->box, program, length, err);
  if (rc == 0) rc = make_inputs(subject, phase == BOX_PHASE_RUN_PYTHON, err);
  return rc;
}

int bench_tests(const char *build, const char *scratch, struct figure figures[static 2],
                struct err *err) {
  char binary[512], libexec_path[512];
  FD_CLEANUP int libexec = -1;
  FREE_CLEANUP uint8_t *program = NULL;
  size_t program_length = 0;
  struct jail *jail = NULL;
  struct subject c = {.signature = SIGNATURE, .static_binary = binary};
  struct subject numpy = {.signature = SIGNATURE_NUMPY};
  figures[0] = (struct figure){.name = "c_test",
                               .what = "one sandboxed C test / bare spawn of a static binary",
                               .unit = "ms",
                               .target = 1.2,
                               .at_most = true};
  figures[1] = (struct figure){.name = "numpy_test",
                               .what = "cold import of NumPy / one sandboxed NumPy test",
                               .unit = "ms",
                               .target = 20};
  int rc = build_yardstick(scratch, binary, sizeof binary, err);
  if (rc == 0) rc = build_program(scratch, &program, &program_length, err);
  if (rc < 0) return rc;
  snprintf(libexec_path, sizeof libexec_path, "%s/libexec", build);
  libexec = open(libexec_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (libexec < 0) return err_system(err, "%s", libexec_path);
  rc = jail_spawn(libexec, 0, &jail, err);
  if (rc == 0)
    rc = open_subject(jail, libexec, BOX_PHASE_RUN_C, "runtime-c.so", program, program_length, &c,
                      err);
  if (rc == 0)
    rc = open_subject(jail, libexec, BOX_PHASE_RUN_PYTHON, "runtime-python.so", python_source,
                      sizeof python_source - 1, &numpy, err);
  if (rc == 0)
    rc = measure_pair(&figures[0], sandboxed_test, bare_spawn, &c, C_RUNS, 1e6, false, err);
  if (rc == 0)
    rc = measure_pair(&figures[1], sandboxed_test, cold_numpy, &numpy, NUMPY_RUNS, 1e6, true, err);
  box_close(&c.box);
  box_close(&numpy.box);
  jail_free(&jail);
  return rc;
}
