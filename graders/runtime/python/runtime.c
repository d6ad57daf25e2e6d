/* The Python host: runs the candidate's module in an interpreter that is already warm, makes the
 * calls of one test, writes the outputs.
 *
 *   open     task, files, signature and input frame are checked; nothing of the candidate runs
 *   load     the source is compiled and run as the module `solution`
 *   call     arrays are writable views of the mapped input, so that changes are seen outside
 *   collect  after each call its results are copied into the mapped output
 *   publish  the output's header, last of all
 *
 * All this is C on references taken before the candidate's code ran: replacing NumPy's functions or
 * builtins changes nothing here. The parent's only thread holds the GIL for ever; so does the
 * child's. */
#include "graders/runtime/python/python.h"

#include "graders/runtime/python/failure.h"
#include "graders/runtime/python/inputs.h"
#include "graders/runtime/python/interpreter.h"
#include "graders/runtime/python/node.h"
#include "graders/runtime/python/results.h"
#include "graders/runtime/python/source.h"

/* Inputs of more nodes than this are worth hiding from the garbage collector. */
#define FREEZE_NODES 1000

static struct host host;
static struct source source;
static PyObject *callables[SIGNATURE_ENTRIES_MAX];
static PyObject *objects[FRAME_CALLS_MAX];

static int prepare(const struct warm_setup *setup, struct err *err) {
  (void)setup;
  return interpreter_start(err);
}

static bool same_nodes(const struct signature_type *type, const struct signature_type **found) {
  if (type->kind != VALUE_NODES) return true;
  if (*found == NULL) *found = type;
  return (*found)->fields == type->fields;
}

/* The type of the question's lists; NULL if it has none. A question has one class Node: false if it
 * would need several. */
static bool find_node_type(const struct signature_type **found) {
  bool same = true;
  *found = NULL;
  for (uint32_t i = 0; i < host.signature.entry_count; i++) {
    const struct signature_entry *entry = &host.signature.entries[i];
    for (uint32_t j = 0; j < entry->param_count; j++)
      same = same && same_nodes(&entry->params[j].type, found);
    for (uint32_t j = 0; j < entry->result_count; j++)
      same = same && same_nodes(&entry->results[j].type, found);
  }
  return same;
}

static int load(const struct warm_task *task) {
  const struct signature_type *type;
  bool sound = find_node_type(&type);
  PYTHON_CLEANUP PyObject *node = sound && type != NULL ? node_class(type) : NULL;
  if (!sound || (type != NULL && node == NULL)) {
    host_message(&host, "host: the class Node of this signature cannot be made");
    return HOST_EXIT_FAULT;
  }
  int exit_status = source_load(&host, task, node, &source);
  for (uint32_t call = 0; exit_status == 0 && call < host.frame.call_count; call++) {
    uint32_t index = host.frame.calls[call].entry;
    if (callables[index] == NULL)
      exit_status = source_entry(&host, &source, index, &callables[index]);
  }
  return exit_status;
}

/* Fills arguments[0 .. param_count-1] with new references; false with an exception set. */
static bool build_arguments(const struct signature_entry *entry, uint32_t call,
                            PyObject **arguments, uint64_t *ret_nodes) {
  uint64_t nodes = 0;
  /* A million new nodes would be looked through again and again. */
  bool collecting = PyGC_Disable();
  bool built = true;
  for (uint32_t i = 0; built && i < entry->param_count; i++) {
    const struct value *value = frame_value(&host.frame, call, i);
    arguments[i] = inputs_build(&entry->params[i].type, value, call, nodes);
    built = arguments[i] != NULL;
    if (value->kind == VALUE_NODES) nodes += value->count;
  }
  if (collecting) PyGC_Enable();
  if (nodes > FREEZE_NODES) interpreter_freeze();
  *ret_nodes = nodes;
  return built;
}

/* New reference to what is called; NULL with an exception set. */
static PyObject *callable_of(const struct frame_call *record) {
  bool method = host.signature.class_name[0] != '\0' && record->entry > 0;
  if (!method) return Py_NewRef(callables[record->entry]);
  return PyObject_GetAttrString(objects[record->object],
                                host.signature.entries[record->entry].name);
}

static int take_failure(const struct signature_entry *entry) {
  struct failure failure = failure_take(&host, entry, source.text);
  if (failure.kind == FAILURE_EXIT) interpreter_exit(failure.number);
  if (failure.kind != FAILURE_DECLARED) return HOST_EXIT_FAILED;
  answer_status(&host.answer, FRAME_FAILED | failure.number << 8);
  return 0;
}

static int take_returned(const struct signature_entry *entry, uint32_t call, uint64_t nodes,
                         PyObject *returned) {
  struct frame_call *record = &host.frame.calls[call];
  bool constructor = host.signature.class_name[0] != '\0' && record->entry == 0;
  if (constructor) {
    Py_XSETREF(objects[record->object], Py_NewRef(returned));
    answer_status(&host.answer, FRAME_RETURNED);
    return 0;
  }
  switch (results_answer(&host, entry, call, nodes, returned)) {
    case RESULTS_WRITTEN:
      answer_status(&host.answer, FRAME_RETURNED);
      return 0;
    case RESULTS_REFUSED:
      return HOST_EXIT_FAILED;
    default:
      return take_failure(NULL);
  }
}

static int make_call(uint32_t call) {
  const struct frame_call *record = &host.frame.calls[call];
  const struct signature_entry *entry = &host.signature.entries[record->entry];
  host.status->call = call;
  answer_call(&host.answer, call, record->entry, record->object);
  bool method = host.signature.class_name[0] != '\0' && record->entry > 0;
  if (method && objects[record->object] == NULL) return 0; /* stays FRAME_NOT_CALLED */
  PyObject *arguments[SIGNATURE_PARAMS_MAX] = {0};
  uint64_t nodes;
  int exit_status;
  if (!build_arguments(entry, call, arguments, &nodes)) {
    exit_status = take_failure(NULL);
  } else {
    PYTHON_CLEANUP PyObject *callable = callable_of(record);
    PYTHON_CLEANUP PyObject *returned =
        callable != NULL ? PyObject_Vectorcall(callable, arguments, entry->param_count, NULL)
                         : NULL;
    exit_status =
        returned == NULL ? take_failure(entry) : take_returned(entry, call, nodes, returned);
  }
  for (uint32_t i = 0; i < entry->param_count; i++) Py_CLEAR(arguments[i]);
  return exit_status;
}

static bool objects_are_bounded(void) {
  for (uint32_t call = 0; call < host.frame.call_count; call++)
    if (host.frame.calls[call].object >= FRAME_CALLS_MAX) return false;
  return true;
}

static int run(const struct warm_task *task) {
  int exit_status = host_open(&host, task);
  if (exit_status != 0) return exit_status;
  if (!objects_are_bounded() || interpreter_enter() != 0) {
    host_message(&host, "host: an object number is too large, or the kernel gives no randomness");
    return HOST_EXIT_FAULT;
  }
  exit_status = load(task);
  if (exit_status != 0) return exit_status;
  host_phase(&host, WARM_PHASE_CALLING);
  for (uint32_t call = 0; call < host.frame.call_count; call++) {
    exit_status = make_call(call);
    if (exit_status != 0) return exit_status;
  }
  return 0;
}

static int child(const struct warm_task *task) {
  int exit_status = run(task);
  interpreter_flush();
  return exit_status == 0 ? host_finish(&host) : exit_status;
}

const struct warm_runtime graded_warm_runtime = {
    .abi = WARM_ABI, .name = "python", .prepare = prepare, .child = child};
