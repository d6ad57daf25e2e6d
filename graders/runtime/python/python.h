/* CPython's and NumPy's headers, the same way in every file of this host.
 *
 * Results of calls marked "new" are owned references. NULL means that a Python exception is set,
 * unless stated otherwise. */
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL graded_runtime_array_api
#ifndef PYTHON_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

static inline void python_release(PyObject **object) { Py_CLEAR(*object); }
#define PYTHON_CLEANUP __attribute__((cleanup(python_release)))
