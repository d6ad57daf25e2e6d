#include "graders/runtime/python/results.h"

#include <stdio.h>
#include <string.h>

#include "graders/runtime/python/array.h"
#include "graders/runtime/python/describe.h"
#include "graders/runtime/python/node.h"

struct context {
  struct host *host;
  const struct signature_entry *entry;
  const struct signature_param *result;
  uint32_t call;
  uint64_t node_count;
};

static const char *entry_name(const struct context *context) {
  const char *name = context->entry->name;
  return name[0] != '\0' ? name : context->host->signature.class_name;
}

/* "matmul returned str for 'idx', expected ndarray float64[M]" */
static enum results_outcome refuse(const struct context *context, const char *returned) {
  char expected[DESCRIBE_MAX];
  describe_type(&context->result->type, expected);
  const char *name = context->result->name;
  bool named = name[0] != '\0';
  host_stop(context->host, WARM_PHASE_BAD_OUTPUT, "%s returned %s%s%s%s, expected %s",
            entry_name(context), returned, named ? " for '" : "", name, named ? "'" : "", expected);
  return RESULTS_REFUSED;
}

static enum results_outcome refuse_object(const struct context *context, PyObject *object) {
  char returned[DESCRIBE_MAX];
  describe_object(object, returned);
  return refuse(context, returned);
}

static enum results_outcome answer_array(const struct context *context, PyObject *object,
                                         enum value_kind kind) {
  switch (array_answer(context->host, (PyArrayObject *)object, kind)) {
    case ARRAY_WRITTEN:
      return RESULTS_WRITTEN;
    case ARRAY_REFUSED:
      return refuse_object(context, object);
    default:
      return RESULTS_RAISED;
  }
}

static void answer_word(const struct context *context, enum value_dtype dtype, const void *word,
                        size_t bytes) {
  struct value value = {.kind = VALUE_SCALAR, .dtype = dtype, .count = 1};
  void *data = answer_value(&context->host->answer, &value, bytes);
  if (data != NULL) memcpy(data, word, bytes);
}

static enum results_outcome answer_int(const struct context *context, PyObject *object) {
  int overflow;
  int64_t number = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow == 0) {
    answer_word(context, VALUE_I64, &number, sizeof(number));
    return RESULTS_WRITTEN;
  }
  uint64_t large = overflow > 0 && context->result->type.dtype == VALUE_U64
                       ? PyLong_AsUnsignedLongLong(object)
                       : UINT64_MAX;
  if (large == UINT64_MAX) {
    bool exact = overflow > 0 && context->result->type.dtype == VALUE_U64 && !PyErr_Occurred();
    PyErr_Clear();
    if (!exact) return refuse(context, "an int that does not fit 64 bits");
  }
  answer_word(context, VALUE_U64, &large, sizeof(large));
  return RESULTS_WRITTEN;
}

static enum results_outcome answer_scalar(const struct context *context, PyObject *object) {
  if (PyBool_Check(object)) {
    uint8_t truth = object == Py_True;
    answer_word(context, VALUE_BOOL, &truth, sizeof(truth));
    return RESULTS_WRITTEN;
  }
  if (PyArray_CheckExact(object) && PyArray_NDIM((PyArrayObject *)object) == 0)
    return answer_array(context, object, VALUE_SCALAR);
  if (PyArray_IsScalar(object, Generic)) {
    PYTHON_CLEANUP PyObject *array = PyArray_FromScalar(object, NULL);
    if (array == NULL) return RESULTS_RAISED;
    if (!PyArray_CheckExact(array)) return refuse_object(context, object);
    return answer_array(context, array, VALUE_SCALAR);
  }
  if (PyLong_Check(object)) return answer_int(context, object);
  if (!PyFloat_Check(object)) return refuse_object(context, object);
  double number = PyFloat_AS_DOUBLE(object);
  answer_word(context, VALUE_F64, &number, sizeof(number));
  return RESULTS_WRITTEN;
}

static int declared_array_type(enum value_dtype dtype) {
  switch (dtype) {
    case VALUE_BOOL:
      return NPY_BOOL;
    case VALUE_U8:
      return NPY_UINT8;
    case VALUE_I32:
      return NPY_INT32;
    case VALUE_U64:
      return NPY_UINT64;
    case VALUE_F32:
      return NPY_FLOAT32;
    case VALUE_F64:
      return NPY_FLOAT64;
    default:
      return NPY_INT64;
  }
}

/* A list of numbers, lists or arrays. An empty one says nothing about its dtype: it gets the
 * declared one. */
static PyObject *array_from_list(const struct context *context, PyObject *object) {
  PyObject *array = PyArray_FromAny(object, NULL, 0, 0, NPY_ARRAY_CARRAY, NULL);
  if (array == NULL || PyArray_SIZE((PyArrayObject *)array) > 0) return array;
  int type = declared_array_type(context->result->type.dtype);
  Py_SETREF(array, PyArray_Cast((PyArrayObject *)array, type));
  return array;
}

static enum results_outcome answer_tensor(const struct context *context, PyObject *object) {
  if (PyArray_CheckExact(object)) return answer_array(context, object, VALUE_TENSOR);
  bool list = PyList_Check(object) || PyTuple_Check(object);
  bool number = PyBool_Check(object) || PyLong_Check(object) || PyFloat_Check(object) ||
                PyArray_IsScalar(object, Generic);
  if (!list && !(number && context->result->type.ndim == 0))
    return refuse_object(context, object); /* also ndarray's subclasses, with their own rules */
  PYTHON_CLEANUP PyObject *array = array_from_list(context, object);
  if (array == NULL && !PyErr_ExceptionMatches(PyExc_ValueError) &&
      !PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_OverflowError))
    return RESULTS_RAISED;
  PyErr_Clear();
  if (array == NULL) return refuse(context, "a list with rows of different lengths");
  if (PyArray_TYPE((PyArrayObject *)array) == NPY_OBJECT) return refuse_object(context, object);
  if (array_answer(context->host, (PyArrayObject *)array, VALUE_TENSOR) == ARRAY_WRITTEN)
    return RESULTS_WRITTEN;
  PyErr_Clear();
  return refuse_object(context, object);
}

static void answer_text(const struct context *context, const char *text, Py_ssize_t length) {
  struct value value = {
      .kind = context->result->type.kind, .dtype = VALUE_U8, .count = (uint64_t)length};
  void *data = answer_value(&context->host->answer, &value, (uint64_t)length);
  if (data != NULL && length > 0) memcpy(data, text, (size_t)length);
}

static enum results_outcome answer_string(const struct context *context, PyObject *object) {
  if (!PyUnicode_Check(object)) return refuse_object(context, object);
  Py_ssize_t length;
  const char *text = PyUnicode_AsUTF8AndSize(object, &length);
  if (text == NULL) {
    PyErr_Clear();
    return refuse(context, "a str with lone surrogates");
  }
  answer_text(context, text, length);
  return RESULTS_WRITTEN;
}

static enum results_outcome answer_bytes(const struct context *context, PyObject *object) {
  if (PyBytes_Check(object))
    answer_text(context, PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
  else if (PyByteArray_Check(object))
    answer_text(context, PyByteArray_AS_STRING(object), PyByteArray_GET_SIZE(object));
  else
    return refuse_object(context, object);
  return RESULTS_WRITTEN;
}

/* Walks at most one step more than there are nodes in the input, then calls it a cycle. */
static enum results_outcome answer_nodes(const struct context *context, PyObject *object) {
  const struct signature_type *type = &context->result->type;
  size_t row_bytes = (1 + type->fields) * sizeof(int64_t);
  PYTHON_CLEANUP PyObject *class = node_class(type);
  uint64_t capacity = 64, count = 0;
  int64_t *rows = PyMem_RawMalloc(capacity * row_bytes);
  PyObject *node = Py_NewRef(object);
  int result = rows != NULL && class != NULL ? 1 : -1;
  const char *problem = NULL;
  while (result == 1 && node != Py_None && count <= context->node_count) {
    if (count == capacity) {
      capacity *= 2;
      int64_t *larger = PyMem_RawRealloc(rows, capacity * row_bytes);
      if (larger == NULL) result = -1;
      if (larger == NULL) break;
      rows = larger;
    }
    PyObject *next = NULL;
    result = node_read(class, node, type, context->call, rows + count * (1 + type->fields), &next,
                       &problem);
    if (result != 1) break;
    Py_SETREF(node, next);
    count++;
  }
  enum results_outcome outcome = RESULTS_WRITTEN;
  if (result == 1) {
    struct value value = {.kind = VALUE_NODES,
                          .dtype = VALUE_I64,
                          .fields = type->fields,
                          .flags = node != Py_None ? VALUE_FLAG_CYCLE : 0,
                          .count = count};
    void *data = answer_value(&context->host->answer, &value, count * row_bytes);
    if (data != NULL) memcpy(data, rows, count * row_bytes);
  } else if (result == 0) {
    if (problem == NULL && count > 0) problem = "a node followed by what is no node";
    outcome = problem != NULL ? refuse(context, problem) : refuse_object(context, object);
  } else {
    outcome = RESULTS_RAISED;
    if (!PyErr_Occurred()) PyErr_NoMemory();
  }
  PyMem_RawFree(rows);
  Py_DECREF(node);
  return outcome;
}

static enum results_outcome answer_one(const struct context *context, PyObject *object) {
  const struct signature_type *type = &context->result->type;
  if (object == Py_None && type->optional) {
    answer_value(&context->host->answer, &(struct value){.kind = VALUE_NONE}, 0);
    return RESULTS_WRITTEN;
  }
  switch (type->kind) {
    case VALUE_SCALAR:
      return answer_scalar(context, object);
    case VALUE_TENSOR:
      return answer_tensor(context, object);
    case VALUE_STRING:
      return answer_string(context, object);
    case VALUE_BYTES:
      return answer_bytes(context, object);
    default:
      return answer_nodes(context, object);
  }
}

enum results_outcome results_answer(struct host *host, const struct signature_entry *entry,
                                    uint32_t call, uint64_t node_count, PyObject *returned) {
  struct context context = {.host = host,
                            .entry = entry,
                            .result = entry->results,
                            .call = call,
                            .node_count = node_count};
  if (entry->result_count == 0) return RESULTS_WRITTEN; /* whatever it returned */
  if (entry->result_count == 1) return answer_one(&context, returned);
  bool several = PyTuple_Check(returned) || PyList_Check(returned);
  Py_ssize_t length = several ? PySequence_Fast_GET_SIZE(returned) : -1;
  if (length != (Py_ssize_t)entry->result_count) {
    char text[DESCRIBE_MAX];
    if (several)
      snprintf(text, sizeof(text), "%zd value%s", length, length == 1 ? "" : "s");
    else
      describe_object(returned, text);
    host_stop(host, WARM_PHASE_BAD_OUTPUT, "%s returned %s, expected %u values",
              entry_name(&context), text, entry->result_count);
    return RESULTS_REFUSED;
  }
  for (uint32_t i = 0; i < entry->result_count; i++, context.result++) {
    /* Held and fetched anew: an earlier result's own code may have changed a list. */
    if (i >= PySequence_Fast_GET_SIZE(returned)) return refuse(&context, "too few values");
    PYTHON_CLEANUP PyObject *object = Py_NewRef(PySequence_Fast_GET_ITEM(returned, i));
    enum results_outcome outcome = answer_one(&context, object);
    if (outcome != RESULTS_WRITTEN) return outcome;
  }
  return RESULTS_WRITTEN;
}
