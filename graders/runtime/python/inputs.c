#include "graders/runtime/python/inputs.h"

#include "graders/runtime/python/node.h"

static int array_type(enum value_dtype dtype) {
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

static PyObject *build_scalar(const struct value *value) {
  switch (value->dtype) {
    case VALUE_BOOL:
      return PyBool_FromLong(*value->u8 != 0);
    case VALUE_U64:
      return PyLong_FromUnsignedLongLong(*value->u64);
    case VALUE_F32:
    case VALUE_F64:
      return PyFloat_FromDouble(value_f64(value));
    default:
      return PyLong_FromLongLong(value_i64(value));
  }
}

static PyObject *build_tensor(const struct value *value) {
  npy_intp dims[VALUE_NDIM_MAX];
  for (uint32_t i = 0; i < value->ndim; i++) dims[i] = value->shape[i];
  return PyArray_New(&PyArray_Type, (int)value->ndim, dims, array_type(value->dtype), NULL,
                     value->data, 0, NPY_ARRAY_CARRAY, NULL);
}

static PyObject *build_nodes(const struct signature_type *type, const struct value *value,
                             uint32_t call, uint64_t first_node) {
  PYTHON_CLEANUP PyObject *class = node_class(type);
  return class != NULL ? node_build(class, value, call, first_node) : NULL;
}

PyObject *inputs_build(const struct signature_type *type, const struct value *value, uint32_t call,
                       uint64_t first_node) {
  switch (value->kind) {
    case VALUE_SCALAR:
      return build_scalar(value);
    case VALUE_TENSOR:
      return build_tensor(value);
    case VALUE_STRING:
      return PyUnicode_DecodeUTF8(value->text, (Py_ssize_t)value->count, "strict");
    case VALUE_BYTES:
      return PyBytes_FromStringAndSize(value->text, (Py_ssize_t)value->count);
    case VALUE_NODES:
      return build_nodes(type, value, call, first_node);
    default:
      return Py_NewRef(Py_None);
  }
}
