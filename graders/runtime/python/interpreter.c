#define PYTHON_IMPORTS_NUMPY
#include "graders/runtime/python/python.h"

#include "graders/runtime/python/interpreter.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define PYTHON_VERSION TEXT(PY_MAJOR_VERSION) "." TEXT(PY_MINOR_VERSION)
#define LIBPYTHON "libpython" PYTHON_VERSION ".so.1.0"

static const char *const SEARCH_PATHS[] = {"/usr/lib/python" PYTHON_VERSION,
                                           "/usr/lib/python" PYTHON_VERSION "/lib-dynload",
                                           "/usr/lib/python3/dist-packages"};

/* What solutions commonly import: each costs nothing in the child then, and needs no file. */
static const char *const MODULES[] = {
    "abc",          "array",       "bisect",      "cmath",    "collections", "collections.abc",
    "contextlib",   "copy",        "dataclasses", "datetime", "decimal",     "enum",
    "fractions",    "functools",   "gc",          "heapq",    "itertools",   "json",
    "math",         "numbers",     "operator",    "queue",    "random",      "re",
    "statistics",   "string",      "struct",      "textwrap", "time",        "traceback",
    "types",        "typing",      "unicodedata", "warnings", "numpy",       "numpy.fft",
    "numpy.linalg", "numpy.random"};

/* Lets lazily made parts (BLAS buffers, casting tables, error states) be made in the parent. */
static const char WARM_UP[] =
    "import numpy\n"
    "a = numpy.arange(16, dtype=numpy.float64).reshape(4, 4) + numpy.eye(4)\n"
    "b = a @ a + numpy.exp(-a) * numpy.sqrt(a.astype(numpy.float32))\n"
    "numpy.linalg.solve(a, b)\n"
    "numpy.argsort(b, axis=1); b.sum(axis=0); b.mean(); b.max(axis=-1); b.T.copy()\n"
    "numpy.random.default_rng().standard_normal(4)\n"
    "numpy.array([[1, 2], [3, 4]]).astype(numpy.int32).tolist()\n"
    "numpy.where(a > 1, a, 0).cumsum(); numpy.einsum('ij,jk->ik', a, b)\n"
    "numpy.zeros((2, 3), dtype=numpy.bool_)[:, ::-1].any(); str(a)\n";

/* References taken before any candidate's code runs. */
static PyObject *freeze_function, *seed_function, *standard_output, *standard_error;

static int python_failed(struct err *err, const char *what) {
  PYTHON_CLEANUP PyObject *type = NULL, *value = NULL, *traceback = NULL;
  PyErr_Fetch(&type, &value, &traceback);
  PYTHON_CLEANUP PyObject *text = value != NULL ? PyObject_Str(value) : NULL;
  const char *utf8 = text != NULL ? PyUnicode_AsUTF8(text) : NULL;
  PyErr_Clear();
  return err_set(err, ERR_UNSUPPORTED, "python: %s: %s", what, utf8 != NULL ? utf8 : "failed");
}

static int set_paths(PyConfig *config, struct err *err) {
  config->module_search_paths_set = 1;
  for (size_t i = 0; i < sizeof(SEARCH_PATHS) / sizeof(SEARCH_PATHS[0]); i++) {
    wchar_t *path = Py_DecodeLocale(SEARCH_PATHS[i], NULL);
    if (path == NULL) return err_set(err, ERR_MEMORY, "python: search path");
    PyStatus status = PyWideStringList_Append(&config->module_search_paths, path);
    PyMem_RawFree(path);
    if (PyStatus_Exception(status)) return err_set(err, ERR_MEMORY, "python: search path");
  }
  return 0;
}

static int configure(PyConfig *config, struct err *err) {
  config->site_import = 0; /* it would run .pth files; see add_builtins */
  config->write_bytecode = 0;
  config->install_signal_handlers = 0;
  static const struct {
    size_t offset;
    const wchar_t *text;
  } strings[] = {
      {offsetof(PyConfig, program_name), L"/usr/bin/python3"},
      {offsetof(PyConfig, executable), L"/usr/bin/python3"},
      {offsetof(PyConfig, prefix), L"/usr"},
      {offsetof(PyConfig, base_prefix), L"/usr"},
      {offsetof(PyConfig, exec_prefix), L"/usr"},
      {offsetof(PyConfig, base_exec_prefix), L"/usr"},
  };
  for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
    wchar_t **field = (wchar_t **)((char *)config + strings[i].offset);
    PyStatus status = PyConfig_SetString(config, field, strings[i].text);
    if (PyStatus_Exception(status)) return err_set(err, ERR_MEMORY, "python: configuration");
  }
  PyStatus status = PyConfig_SetArgv(config, 1, (wchar_t *const[]){L"solution.py"});
  if (PyStatus_Exception(status)) return err_set(err, ERR_MEMORY, "python: configuration");
  return set_paths(config, err);
}

static int initialise(struct err *err) {
  PyPreConfig before;
  PyPreConfig_InitIsolatedConfig(&before);
  before.utf8_mode = 1;
  PyStatus status = Py_PreInitialize(&before);
  if (PyStatus_Exception(status))
    return err_set(err, ERR_UNSUPPORTED, "python: %s",
                   status.err_msg != NULL ? status.err_msg : "cannot start");
  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  int result = configure(&config, err);
  if (result == 0) {
    status = Py_InitializeFromConfig(&config);
    if (PyStatus_Exception(status))
      result = err_set(err, ERR_UNSUPPORTED, "python: %s",
                       status.err_msg != NULL ? status.err_msg : "cannot start");
  }
  PyConfig_Clear(&config);
  return result;
}

/* exit(), quit() and help(), which the site module would have made. */
static int add_builtins(struct err *err) {
  PYTHON_CLEANUP PyObject *site = PyImport_ImportModule("site");
  if (site == NULL) return python_failed(err, "import site");
  PYTHON_CLEANUP PyObject *quit = PyObject_CallMethod(site, "setquit", NULL);
  PYTHON_CLEANUP PyObject *help = PyObject_CallMethod(site, "sethelper", NULL);
  return quit == NULL || help == NULL ? python_failed(err, "site") : 0;
}

static int import_modules(struct err *err) {
  for (size_t i = 0; i < sizeof(MODULES) / sizeof(MODULES[0]); i++) {
    PYTHON_CLEANUP PyObject *module = PyImport_ImportModule(MODULES[i]);
    if (module == NULL) return python_failed(err, MODULES[i]);
  }
  if (_import_array() < 0) return python_failed(err, "NumPy's C interface");
  return 0;
}

static int attribute(const char *module, const char *name, PyObject **ret_object, struct err *err) {
  PYTHON_CLEANUP PyObject *imported = PyImport_ImportModule(module);
  *ret_object = imported != NULL ? PyObject_GetAttrString(imported, name) : NULL;
  return *ret_object == NULL ? python_failed(err, name) : 0;
}

static int take_references(struct err *err) {
  int result = attribute("gc", "freeze", &freeze_function, err);
  if (result == 0) result = attribute("numpy.random", "seed", &seed_function, err);
  if (result == 0) result = attribute("sys", "stdout", &standard_output, err);
  if (result == 0) result = attribute("sys", "stderr", &standard_error, err);
  return result;
}

static int warm_up(struct err *err) {
  PYTHON_CLEANUP PyObject *globals = PyDict_New();
  PYTHON_CLEANUP PyObject *done =
      globals != NULL ? PyRun_StringFlags(WARM_UP, Py_file_input, globals, globals, NULL) : NULL;
  if (done == NULL || interpreter_enter() != 0) return python_failed(err, "warm-up");
  return 0;
}

int interpreter_start(struct err *err) {
  /* Extension modules look for the interpreter among the global symbols, but this module may have
   * been loaded with local ones. */
  if (dlopen(LIBPYTHON, RTLD_NOW | RTLD_GLOBAL) == NULL)
    return err_set(err, ERR_UNSUPPORTED, "python: %s", dlerror());
  /* A thread pool would not survive the fork. */
  static const char *const variables[] = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
                                          "MKL_NUM_THREADS", "BLIS_NUM_THREADS"};
  for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
    if (setenv(variables[i], "1", 1) != 0) return err_system(err, "setenv %s", variables[i]);
  int result = initialise(err);
  if (result == 0) result = add_builtins(err);
  if (result == 0) result = import_modules(err);
  if (result == 0) result = take_references(err);
  if (result == 0) result = warm_up(err);
  if (result != 0) return result;
  PyGC_Collect();
  interpreter_freeze();
  return 0;
}

int interpreter_enter(void) {
  /* Also seeds the module random, which registers itself for it. */
  PyOS_AfterFork_Child();
  /* A plain integer is by far the fastest seed that NumPy takes. */
  uint32_t entropy;
  if (getrandom(&entropy, sizeof(entropy), 0) != (ssize_t)sizeof(entropy)) return -1;
  PYTHON_CLEANUP PyObject *seed = PyLong_FromUnsignedLong(entropy);
  PYTHON_CLEANUP PyObject *seeded = seed != NULL ? PyObject_CallOneArg(seed_function, seed) : NULL;
  if (seeded == NULL) PyErr_Clear();
  return seeded != NULL ? 0 : -1;
}

void interpreter_freeze(void) {
  PYTHON_CLEANUP PyObject *done = PyObject_CallNoArgs(freeze_function);
  if (done == NULL) PyErr_Clear();
}

void interpreter_flush(void) {
  PyObject *const streams[] = {standard_output, standard_error};
  for (size_t i = 0; i < 2; i++) {
    PYTHON_CLEANUP PyObject *done = PyObject_CallMethod(streams[i], "flush", NULL);
    if (done == NULL) PyErr_Clear();
  }
  fflush(NULL);
}

void interpreter_exit(int status) {
  interpreter_flush();
  _exit(status);
}
