#include "graders/runtime/python/describe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *short_name(PyTypeObject *type) {
  const char *dot = strrchr(type->tp_name, '.');
  return dot != NULL ? dot + 1 : type->tp_name;
}

static void append(char *text, const char *more) {
  size_t length = strlen(text);
  snprintf(text + length, DESCRIBE_MAX - length, "%s", more);
}

/* NumPy's own names: the candidate knows no others. */
static const char *element_name(int type) {
  static const struct {
    int type;
    const char *name;
  } names[] = {
      {NPY_BOOL, "bool"},           {NPY_INT8, "int8"},
      {NPY_UINT8, "uint8"},         {NPY_INT16, "int16"},
      {NPY_UINT16, "uint16"},       {NPY_INT32, "int32"},
      {NPY_UINT32, "uint32"},       {NPY_INT64, "int64"},
      {NPY_UINT64, "uint64"},       {NPY_FLOAT16, "float16"},
      {NPY_FLOAT32, "float32"},     {NPY_FLOAT64, "float64"},
      {NPY_COMPLEX64, "complex64"}, {NPY_COMPLEX128, "complex128"},
      {NPY_OBJECT, "object"},       {NPY_UNICODE, "str"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].type == type) return names[i].name;
  return "of another dtype";
}

static const char *expected_name(enum value_dtype dtype) {
  switch (dtype) {
    case VALUE_BOOL:
      return "bool";
    case VALUE_U8:
      return "uint8";
    case VALUE_I32:
      return "int32";
    case VALUE_I64:
      return "int64";
    case VALUE_U64:
      return "uint64";
    case VALUE_F32:
      return "float32";
    case VALUE_F64:
      return "float64";
    default:
      return value_dtype_name(dtype);
  }
}

static void describe_array(PyArrayObject *array, char *text) {
  snprintf(text, DESCRIBE_MAX, "ndarray %s[", element_name(PyArray_TYPE(array)));
  for (int i = 0; i < PyArray_NDIM(array); i++) {
    char dim[32];
    snprintf(dim, sizeof(dim), "%s%" PRIdMAX, i > 0 ? "," : "", (intmax_t)PyArray_DIM(array, i));
    append(text, dim);
  }
  append(text, "]");
}

void describe_object(PyObject *object, char text[static DESCRIBE_MAX]) {
  if (object == Py_None) {
    snprintf(text, DESCRIBE_MAX, "None");
  } else if (PyArray_CheckExact(object)) {
    describe_array((PyArrayObject *)object, text);
  } else if (PyList_CheckExact(object) || PyTuple_CheckExact(object)) {
    PyObject *first =
        PySequence_Fast_GET_SIZE(object) > 0 ? PySequence_Fast_GET_ITEM(object, 0) : NULL;
    snprintf(text, DESCRIBE_MAX, first != NULL ? "%s of %.100s" : "%s", short_name(Py_TYPE(object)),
             first != NULL ? short_name(Py_TYPE(first)) : "");
  } else {
    snprintf(text, DESCRIBE_MAX, "%.100s", short_name(Py_TYPE(object)));
  }
}

static void describe_tensor_type(const struct signature_type *type, char *text) {
  snprintf(text, DESCRIBE_MAX, "ndarray %s[", expected_name(type->dtype));
  for (uint32_t i = 0; i < type->ndim; i++) {
    const struct signature_dim *dim = &type->dims[i];
    char fixed[32];
    snprintf(fixed, sizeof(fixed), "%" PRId64, dim->fixed);
    if (i > 0) append(text, ",");
    append(text, dim->any ? "*" : dim->symbol[0] != '\0' ? dim->symbol : fixed);
  }
  append(text, "]");
}

void describe_type(const struct signature_type *type, char text[static DESCRIBE_MAX]) {
  bool real = type->dtype == VALUE_F32 || type->dtype == VALUE_F64;
  switch (type->kind) {
    case VALUE_SCALAR:
      snprintf(text, DESCRIBE_MAX, "%s",
               real                        ? "float"
               : type->dtype == VALUE_BOOL ? "bool"
                                           : "int");
      break;
    case VALUE_TENSOR:
      describe_tensor_type(type, text);
      break;
    case VALUE_STRING:
      snprintf(text, DESCRIBE_MAX, "str");
      break;
    case VALUE_BYTES:
      snprintf(text, DESCRIBE_MAX, "bytes");
      break;
    default:
      snprintf(text, DESCRIBE_MAX, "Node or None");
      return;
  }
  if (type->optional) append(text, " or None");
}
