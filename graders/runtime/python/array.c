#include "graders/runtime/python/array.h"

#include <string.h>

#include "graders/runtime/host/symbols.h"

struct mapping {
  int from, to; /* NumPy's types */
  enum value_dtype dtype;
};

/* Narrow types are widened; long double is rounded. Everything else has no place in a frame. */
static const struct mapping MAPPINGS[] = {
    {NPY_BOOL, NPY_BOOL, VALUE_BOOL},         {NPY_UBYTE, NPY_UINT8, VALUE_U8},
    {NPY_BYTE, NPY_INT64, VALUE_I64},         {NPY_SHORT, NPY_INT64, VALUE_I64},
    {NPY_USHORT, NPY_UINT64, VALUE_U64},      {NPY_UINT, NPY_UINT64, VALUE_U64},
    {NPY_INT, NPY_INT32, VALUE_I32},          {NPY_LONG, NPY_INT64, VALUE_I64},
    {NPY_LONGLONG, NPY_INT64, VALUE_I64},     {NPY_ULONG, NPY_UINT64, VALUE_U64},
    {NPY_ULONGLONG, NPY_UINT64, VALUE_U64},   {NPY_HALF, NPY_FLOAT32, VALUE_F32},
    {NPY_FLOAT, NPY_FLOAT32, VALUE_F32},      {NPY_DOUBLE, NPY_FLOAT64, VALUE_F64},
    {NPY_LONGDOUBLE, NPY_FLOAT64, VALUE_F64},
};

static const struct mapping *find_mapping(int type) {
  for (size_t i = 0; i < sizeof(MAPPINGS) / sizeof(MAPPINGS[0]); i++)
    if (MAPPINGS[i].from == type) return &MAPPINGS[i];
  return NULL;
}

static int copy_into(void *data, PyArrayObject *array, const struct mapping *mapping,
                     uint64_t bytes) {
  bool plain =
      mapping->from == mapping->to && PyArray_IS_C_CONTIGUOUS(array) && PyArray_ISNOTSWAPPED(array);
  if (plain) {
    memcpy(data, PyArray_DATA(array), bytes);
    return 0;
  }
  PYTHON_CLEANUP PyObject *target =
      PyArray_New(&PyArray_Type, PyArray_NDIM(array), PyArray_DIMS(array), mapping->to, NULL, data,
                  0, NPY_ARRAY_CARRAY, NULL);
  return target == NULL ? -1 : PyArray_CopyInto((PyArrayObject *)target, array);
}

enum array_outcome array_answer(struct host *host, PyArrayObject *array, enum value_kind kind) {
  const struct mapping *mapping = find_mapping(PyArray_TYPE(array));
  int ndim = PyArray_NDIM(array);
  if (mapping == NULL || ndim > VALUE_NDIM_MAX) return ARRAY_REFUSED;
  struct value value = {.kind = kind, .dtype = mapping->dtype, .ndim = (uint32_t)ndim};
  for (int i = 0; i < ndim; i++) value.shape[i] = PyArray_DIM(array, i);
  if (!symbols_count(value.ndim, value.shape, value.dtype, &value.count)) return ARRAY_REFUSED;
  uint64_t bytes = value.count * value_dtype_size(value.dtype);
  void *data = answer_value(&host->answer, &value, bytes);
  if (data != NULL && bytes > 0 && copy_into(data, array, mapping, bytes) != 0) return ARRAY_RAISED;
  if (data != NULL) array_note_alias(host, array);
  return ARRAY_WRITTEN;
}

void array_note_alias(struct host *host, PyArrayObject *array) {
  if (PyArray_SIZE(array) == 0) return;
  char *low = PyArray_BYTES(array), *high = low + PyArray_ITEMSIZE(array);
  for (int i = 0; i < PyArray_NDIM(array); i++) {
    npy_intp reach = PyArray_STRIDE(array, i) * (PyArray_DIM(array, i) - 1);
    if (reach < 0)
      low += reach;
    else
      high += reach;
  }
  host_note_alias(host, low, (uint64_t)(high - low));
}
