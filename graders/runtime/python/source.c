#include "graders/runtime/python/python.h"

#include "graders/runtime/python/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "graders/runtime/python/failure.h"
#include "graders/runtime/python/interpreter.h"

static int open_program(const struct warm_task *task, struct err *err) {
  if (task->program_fd >= 0) return task->program_fd;
  if (task->program_path == NULL) return err_set(err, ERR_INVALID, "the task has no program");
  int fd = open(task->program_path, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? err_system(err, "open the program") : fd;
}

static int read_program(const struct warm_task *task, char **ret_text, size_t *ret_length,
                        struct err *err) {
  FD_CLEANUP int fd = open_program(task, err);
  uint64_t size;
  if (fd < 0) return fd;
  int result = fd_size(fd, &size, err);
  if (result != 0) return result;
  if (size > SOURCE_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "a program of %llu bytes, at most %u", (unsigned long long)size,
                   SOURCE_BYTES_MAX);
  FREE_CLEANUP char *text = malloc(size + 1);
  if (text == NULL) return err_set(err, ERR_MEMORY, "program");
  for (size_t done = 0; done < size;) {
    ssize_t got = pread(fd, text + done, size - done, (off_t)done);
    if (got <= 0) return err_system(err, "read the program");
    done += (size_t)got;
  }
  text[size] = '\0';
  *ret_length = size;
  *ret_text = text;
  text = NULL;
  return 0;
}

/* New reference to the module's names; NULL with an exception set. */
static PyObject *make_module(PyObject *node) {
  PyObject *module = PyImport_AddModule("solution"); /* borrowed: sys.modules keeps it */
  if (module == NULL) return NULL;
  PyObject *globals = PyModule_GetDict(module);
  PYTHON_CLEANUP PyObject *file = PyUnicode_FromString("solution.py");
  if (file == NULL || PyDict_SetItemString(globals, "__file__", file) != 0 ||
      PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) != 0 ||
      (node != NULL && PyDict_SetItemString(globals, "Node", node) != 0))
    return NULL;
  return Py_NewRef(globals);
}

int source_load(struct host *host, const struct warm_task *task, PyObject *node,
                struct source *ret_source) {
  struct err err;
  size_t length = 0;
  if (read_program(task, &ret_source->text, &length, &err) != 0) {
    host_message(host, "host: %s", err.message);
    return HOST_EXIT_FAULT;
  }
  host_phase(host, WARM_PHASE_LOADING);
  const char *nul = memchr(ret_source->text, '\0', length);
  if (nul != NULL)
    return host_stop(host, WARM_PHASE_LOAD_ERROR,
                     "SyntaxError: a NUL byte in the source (byte %td)", nul - ret_source->text);
  PYTHON_CLEANUP PyObject *code = Py_CompileString(ret_source->text, "solution.py", Py_file_input);
  if (code == NULL) return failure_take_compile(host, ret_source->text);
  ret_source->globals = make_module(node);
  PYTHON_CLEANUP PyObject *done =
      ret_source->globals != NULL ? PyEval_EvalCode(code, ret_source->globals, ret_source->globals)
                                  : NULL;
  if (done != NULL) return 0;
  struct failure failure = failure_take(host, NULL, ret_source->text);
  if (failure.kind == FAILURE_EXIT) interpreter_exit(failure.number);
  return HOST_EXIT_FAILED;
}

int source_entry(struct host *host, const struct source *source, uint32_t index,
                 PyObject **ret_callable) {
  const struct signature *signature = &host->signature;
  bool class = signature->class_name[0] != '\0';
  const char *name = class ? signature->class_name : signature->entries[index].name;
  PyObject *found = PyDict_GetItemString(source->globals, name);
  if (found == NULL)
    return host_stop(host, WARM_PHASE_LOAD_ERROR, "%s '%s' is not defined",
                     class ? "class" : "function", name);
  if (!PyCallable_Check(found))
    return host_stop(host, WARM_PHASE_LOAD_ERROR, "'%s' is no %s", name,
                     class ? "class" : "function");
  if (class && index > 0 && !PyObject_HasAttrString(found, signature->entries[index].name))
    return host_stop(host, WARM_PHASE_LOAD_ERROR, "class '%s' has no method '%s'", name,
                     signature->entries[index].name);
  *ret_callable = Py_NewRef(found);
  return 0;
}
