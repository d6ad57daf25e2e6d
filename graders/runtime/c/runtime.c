/* The C host: loads the candidate's shared object, makes the calls of one test, writes the outputs.
 *
 *   open     task, files, signature and input frame are checked; nothing of the candidate runs
 *   load     dlopen and dlsym: the candidate's code is in the process from here on
 *   call     arguments are views into the mapped input; results go into memory of our own
 *   collect  after each call its results are copied into the mapped output
 *   publish  the output's header, last of all
 *
 * Arguments by value need no generated glue: libffi makes the calls. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "graders/runtime/c/arguments.h"
#include "graders/runtime/c/outputs.h"
#include "graders/runtime/c/plan.h"
#include "graders/runtime/c/program.h"

/* Not on the stack: the signature alone is large, and candidates have a small stack. */
static struct host host;
static struct plan plans[SIGNATURE_ENTRIES_MAX];
static void *objects[FRAME_CALLS_MAX];
static struct arguments arguments;
static struct outputs outputs;

static int prepare(const struct warm_setup *setup, struct err *err) {
  (void)setup;
  (void)err;
  plan_warm_up();
  free(malloc(4096));
  /* Keeps libm linked, so that programs find it loaded when they name it. */
  volatile double zero = 0;
  zero = cos(zero);
  return 0;
}

static int load_entries(void *handle) {
  for (uint32_t call = 0; call < host.frame.call_count; call++) {
    uint32_t index = host.frame.calls[call].entry;
    if (plans[index].function != NULL) continue;
    void *function;
    int exit_status = program_entry(&host, handle, index, &function);
    if (exit_status != 0) return exit_status;
    if (!plan_entry(&plans[index], &host.signature, index, function)) {
      host_message(&host, "host: entry %u cannot be called", index);
      return HOST_EXIT_FAULT;
    }
  }
  return 0;
}

static int32_t failure_status(const struct signature_entry *entry, int64_t code) {
  bool known = code >= 1 && code <= entry->fail_count;
  return FRAME_FAILED | (known ? (int32_t)code : 255) << 8;
}

static int take_returned(const struct plan *plan, const struct signature_entry *entry,
                         const void *returned, struct frame_call *record) {
  struct output *first = &outputs.items[0];
  switch (plan->returns) {
    case PLAN_RETURNS_OBJECT:
      memcpy(&objects[record->object], returned, sizeof(void *));
      if (objects[record->object] != NULL) break;
      answer_status(&host.answer, failure_status(entry, entry->fail_count == 1 ? 1 : 255));
      return 0;
    case PLAN_RETURNS_SCALAR:
      memcpy(first->scalar, returned, value_dtype_size(entry->results[0].type.dtype));
      break;
    case PLAN_RETURNS_NODES:
      memcpy(&first->head, returned, sizeof(void *));
      break;
    case PLAN_RETURNS_STATUS: {
      int32_t code;
      memcpy(&code, returned, sizeof(code));
      if (code == 0) break;
      answer_status(&host.answer, failure_status(entry, code));
      return 0;
    }
  }
  int exit_status = outputs_answer(&outputs, entry, &arguments.arenas);
  if (exit_status == 0) answer_status(&host.answer, FRAME_RETURNED);
  return exit_status;
}

static int make_call(uint32_t call) {
  struct frame_call *record = &host.frame.calls[call];
  const struct signature_entry *entry = &host.signature.entries[record->entry];
  const struct plan *plan = &plans[record->entry];
  const struct value *values = &host.frame.values[record->first_value];
  host.status->call = call;
  answer_call(&host.answer, call, record->entry, record->object);
  if (plan->method && objects[record->object] == NULL) return 0; /* stays FRAME_NOT_CALLED */
  if (!arguments_build(&arguments, entry, values) ||
      !outputs_open(&outputs, &host, entry, values)) {
    host.status->memory_exhausted = 1;
    return host_stop(&host, WARM_PHASE_EXCEPTION, "no memory left for the arguments");
  }
  void *pointers[PLAN_ARGUMENTS_MAX], *results[SIGNATURE_RESULTS_MAX];
  unsigned count = 0;
  if (plan->method) pointers[count++] = &objects[record->object];
  for (uint32_t i = 0; i < entry->param_count; i++) pointers[count++] = arguments.values[i];
  for (uint32_t i = 0; plan->returns == PLAN_RETURNS_STATUS && i < entry->result_count; i++) {
    results[i] = outputs.pointers[i];
    pointers[count++] = &results[i];
  }
  ffi_arg returned[2] = {0};
  ffi_call((ffi_cif *)&plan->cif, FFI_FN(plan->function), returned, pointers);
  int exit_status = take_returned(plan, entry, returned, record);
  outputs_close(&outputs);
  return exit_status;
}

/* A destructor that crashes on an object is the candidate's error, so it runs before the outputs
 * count. */
static void free_objects(void *handle) {
  void *symbol = program_free_function(&host, handle);
  if (symbol == NULL) return;
  void (*free_object)(void *);
  memcpy(&free_object, &symbol, sizeof(symbol));
  for (size_t i = 0; i < FRAME_CALLS_MAX; i++)
    if (objects[i] != NULL) free_object(objects[i]);
}

static bool objects_are_bounded(void) {
  for (uint32_t call = 0; call < host.frame.call_count; call++)
    if (host.frame.calls[call].object >= FRAME_CALLS_MAX) return false;
  return true;
}

static int run(const struct warm_task *task) {
  int exit_status = host_open(&host, task);
  if (exit_status != 0) return exit_status;
  if (task->program_path == NULL || !objects_are_bounded()) {
    host_message(&host, "host: the task has no program, or an object number is too large");
    return HOST_EXIT_FAULT;
  }
  if (task->program_fd >= 0)
    close(task->program_fd); /* candidate's code finds none of its host's */
  void *handle;
  host_phase(&host, WARM_PHASE_LOADING);
  exit_status = program_load(&host, task->program_path, &handle);
  if (exit_status == 0) exit_status = load_entries(handle);
  if (exit_status != 0) return exit_status;
  host_phase(&host, WARM_PHASE_CALLING);
  for (uint32_t call = 0; call < host.frame.call_count; call++) {
    exit_status = make_call(call);
    if (exit_status != 0) return exit_status;
  }
  free_objects(handle);
  host_phase(&host, WARM_PHASE_RETURNING);
  return 0;
}

static int child(const struct warm_task *task) {
  int exit_status = run(task);
  fflush(NULL);
  return exit_status == 0 ? host_finish(&host) : exit_status;
}

const struct warm_runtime graded_warm_runtime = {
    .abi = WARM_ABI, .name = "c", .prepare = prepare, .child = child};
