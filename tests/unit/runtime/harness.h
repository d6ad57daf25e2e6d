/* Runs one program in one host as the sandbox would, without the walls: memory files for inputs and
 * outputs, a shared status page, one forked process a test. */
#pragma once

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/base/fd.h"
#include "daemon/base/warm.h"
#include "graders/sdk/checker.h"
#include "graders/sdk/frame.h"
#include "graders/sdk/signature.h"

#define HARNESS_NONCE 0x1122334455667788ULL
#define HARNESS_CAPACITY (1u << 20)

/* Hosts and interpreters give nothing back: their processes end. A refused allocation is part of
 * the tests. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:allocator_may_return_null=1"; }

struct harness_program {
  int fd;           /* source or shared object */
  const char *path; /* the same as a file */
};

/* What one run left behind. */
struct harness_run {
  int wait_status;
  struct warm_status status;
  bool complete; /* the output file holds a frame with the right nonce */
  struct frame output;
  bool input_changed;
  void *output_map;
  size_t output_bytes;
};

static const struct warm_runtime *harness_runtime;

/* Loads BUILD/libexec/NAME.so beside BUILD/tests/unit/runtime/test_x and prepares it. */
static inline void harness_load(const char *name) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
  assert_true(length > 0);
  path[length] = '\0';
  for (int i = 0; i < 4; i++) *strrchr(path, '/') = '\0';
  size_t used = strlen(path);
  snprintf(path + used, sizeof(path) - used, "/libexec/%s.so", name);
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) fail_msg("%s", dlerror());
  harness_runtime = dlsym(handle, WARM_RUNTIME_SYMBOL);
  assert_non_null(harness_runtime);
  assert_int_equal(harness_runtime->abi, WARM_ABI);
  struct err err = {0};
  if (harness_runtime->prepare(&(struct warm_setup){0}, &err) != 0) fail_msg("%s", err.message);
}

static inline struct frame_builder *harness_builder(void) {
  struct frame_builder *builder;
  assert_int_equal(frame_builder_new(&builder, NULL), 0);
  return builder;
}

static inline struct value *harness_add_i64(struct frame_builder *builder, int64_t number) {
  struct value *value = frame_add(builder, VALUE_SCALAR, VALUE_I64, 0, NULL);
  *value->i64 = number;
  return value;
}

static inline struct value *harness_add_f64(struct frame_builder *builder, uint32_t ndim,
                                            const int64_t *shape, const double *data) {
  struct value *value = frame_add(builder, VALUE_TENSOR, VALUE_F64, ndim, shape);
  if (data != NULL) memcpy(value->f64, data, value->count * sizeof(double));
  return value;
}

static inline struct value *harness_add_text(struct frame_builder *builder, enum value_kind kind,
                                             const char *data, int64_t length) {
  struct value *value = frame_add(builder, kind, VALUE_U8, 1, &length);
  memcpy(value->text, data, (size_t)length);
  return value;
}

static inline struct value *harness_add_nodes(struct frame_builder *builder, uint64_t count) {
  struct value *value = frame_add_nodes(builder, 1, count);
  for (uint64_t i = 0; i < count; i++) value->i64[i] = (int64_t)(10 * i);
  return value;
}

static struct warm_status *harness_status;

/* As the box does: notes the address, then lets the signal end the process. */
static inline void harness_note_fault(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  harness_status->fault_address = (uintptr_t)info->si_addr;
  signal(signal_number, SIG_DFL);
}

static inline void harness_child(const struct harness_program *program, const char *signature,
                                 uint64_t input_bytes, int input, int output,
                                 struct warm_status *status) {
  static struct runtime_task record;
  static uint8_t args[WARM_ARGS_MAX];
  record.nonce = HARNESS_NONCE;
  record.input_bytes = input_bytes;
  snprintf(record.signature, sizeof(record.signature), "%s", signature);
  size_t length = runtime_task_put(&record, args, sizeof(args));
  int fds[] = {input, output};
  struct warm_task task = {.fds = fds,
                           .fd_count = 2,
                           .args = args,
                           .args_length = length,
                           .program_fd = program->fd,
                           .program_path = program->path,
                           .status = status};
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  /* cmocka's handlers would go on with the tests in this process. */
  static const int caught[] = {SIGBUS, SIGFPE, SIGILL, SIGSYS};
  for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) signal(caught[i], SIG_DFL);
  struct sigaction action = {.sa_sigaction = harness_note_fault, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  harness_status = status;
  _exit(harness_runtime->child(&task));
}

static inline void harness_read_output(int fd, struct harness_run *run) {
  uint64_t size;
  assert_int_equal(fd_size(fd, &size, NULL), 0);
  run->output_bytes = size;
  run->output_map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
  assert_ptr_not_equal(run->output_map, MAP_FAILED);
  struct err err = {0};
  run->complete = frame_parse(run->output_map, size, &run->output, &err) == 0 &&
                  run->output.nonce == HARNESS_NONCE;
}

/* Runs `program` on the calls in `builder`, which it frees. */
static inline void harness_run_sized(const struct harness_program *program, const char *signature,
                                     struct frame_builder *builder, size_t capacity,
                                     struct harness_run *run) {
  struct err err = {0};
  FD_CLEANUP int input = -1, output = -1;
  uint64_t input_bytes;
  memset(run, 0, sizeof(*run));
  assert_int_equal(fd_memory("input", 0, &input, &err), 0);
  if (frame_builder_write(builder, HARNESS_NONCE, input, &input_bytes, &err) != 0)
    fail_msg("%s", err.message);
  frame_builder_free(&builder);
  assert_int_equal(fd_memory("output", capacity, &output, &err), 0);
  assert_int_equal(fd_seal_size(output, &err), 0);
  struct warm_status *status =
      mmap(NULL, sizeof(*status), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  uint8_t *before = malloc(input_bytes), *after = malloc(input_bytes);
  assert_int_equal(pread(input, before, input_bytes, 0), (ssize_t)input_bytes);
  fflush(NULL);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) harness_child(program, signature, input_bytes, input, output, status);
  assert_int_equal(waitpid(pid, &run->wait_status, 0), pid);
  run->status = *status;
  munmap(status, sizeof(*status));
  assert_int_equal(pread(input, after, input_bytes, 0), (ssize_t)input_bytes);
  run->input_changed = memcmp(before, after, input_bytes) != 0;
  free(before);
  free(after);
  harness_read_output(output, run);
}

static inline void harness_execute(const struct harness_program *program, const char *signature,
                                   struct frame_builder *builder, struct harness_run *run) {
  harness_run_sized(program, signature, builder, HARNESS_CAPACITY, run);
}

static inline void harness_clear(struct harness_run *run) {
  if (run->complete) frame_clear(&run->output);
  munmap(run->output_map, run->output_bytes);
}

static inline void harness_expect_done(const struct harness_run *run) {
  if (run->status.phase != WARM_PHASE_DONE)
    fail_msg("phase %u, wait status %#x, message: %s", run->status.phase, run->wait_status,
             run->status.message);
  assert_int_equal(run->wait_status, 0);
  assert_true(run->complete);
}

/* Exit 1 in this phase with these words, and nothing that parses as outputs. */
static inline void harness_expect_stop(const struct harness_run *run, enum warm_phase phase,
                                       const char *words) {
  if (run->status.phase != phase || strstr(run->status.message, words) == NULL)
    fail_msg("phase %u (expected %u), message: %s (expected: %s)", run->status.phase, phase,
             run->status.message, words);
  assert_true(WIFEXITED(run->wait_status));
  assert_int_equal(WEXITSTATUS(run->wait_status), 1);
  assert_int_equal(run->status.message_length, strlen(run->status.message));
  assert_false(run->complete);
}
