#include "graders/runtime/host/symbols.h"

#include <string.h>

bool symbols_count(uint32_t ndim, const int64_t *shape, enum value_dtype dtype,
                   uint64_t *ret_count) {
  uint64_t count = 1, limit = SYMBOLS_BYTES_MAX / value_dtype_size(dtype);
  bool empty = false;
  for (uint32_t i = 0; i < ndim; i++) {
    if (shape[i] < 0) return false;
    if (shape[i] == 0) empty = true;
  }
  for (uint32_t i = 0; i < ndim && !empty; i++) {
    if ((uint64_t)shape[i] > limit / count) return false;
    count *= (uint64_t)shape[i];
  }
  *ret_count = empty ? 0 : count;
  return true;
}

static bool is_integer(const struct signature_type *type) {
  return type->kind == VALUE_SCALAR && (type->dtype == VALUE_I32 || type->dtype == VALUE_I64);
}

/* The first argument that has the symbol binds it. */
static bool find_symbol(const struct signature_entry *entry, const struct value *arguments,
                        const char *symbol, int64_t *ret_size) {
  for (uint32_t i = 0; i < entry->param_count; i++) {
    const struct signature_type *type = &entry->params[i].type;
    if (arguments[i].kind == VALUE_NONE) continue;
    if (is_integer(type) && strcmp(entry->params[i].name, symbol) == 0) {
      *ret_size = value_i64(&arguments[i]);
      return true;
    }
    if (type->kind != VALUE_TENSOR) continue;
    for (uint32_t j = 0; j < type->ndim; j++)
      if (strcmp(type->dims[j].symbol, symbol) == 0) {
        *ret_size = arguments[i].shape[j];
        return true;
      }
  }
  return false;
}

static bool find_dim(const struct signature_entry *entry, const struct value *arguments,
                     const struct signature_dim *dim, int64_t *ret_size) {
  if (dim->any) return false;
  if (dim->symbol[0] != '\0') return find_symbol(entry, arguments, dim->symbol, ret_size);
  *ret_size = dim->fixed;
  return true;
}

bool symbols_shape(const struct signature_entry *entry, const struct value *arguments,
                   const struct signature_type *type, int64_t shape[static VALUE_NDIM_MAX]) {
  bool known = true;
  memset(shape, 0, VALUE_NDIM_MAX * sizeof(shape[0]));
  for (uint32_t i = 0; i < type->ndim; i++) {
    if (find_dim(entry, arguments, &type->dims[i], &shape[i])) continue;
    shape[i] = 0;
    known = false;
  }
  uint64_t count;
  if (symbols_count(type->ndim, shape, type->dtype, &count)) return known;
  memset(shape, 0, VALUE_NDIM_MAX * sizeof(shape[0]));
  return false;
}
