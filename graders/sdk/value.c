#include "graders/sdk/value.h"

static const struct {
  const char *name;
  size_t size;
} dtypes[] = {[VALUE_BOOL] = {"bool", 1}, [VALUE_U8] = {"u8", 1},   [VALUE_I32] = {"i32", 4},
              [VALUE_I64] = {"i64", 8},   [VALUE_U64] = {"u64", 8}, [VALUE_F32] = {"f32", 4},
              [VALUE_F64] = {"f64", 8}};

static bool known(enum value_dtype dtype) { return dtype >= VALUE_BOOL && dtype <= VALUE_F64; }

size_t value_dtype_size(enum value_dtype dtype) { return known(dtype) ? dtypes[dtype].size : 0; }

const char *value_dtype_name(enum value_dtype dtype) {
  return known(dtype) ? dtypes[dtype].name : "?";
}

const char *value_kind_name(enum value_kind kind) {
  static const char *const names[] = {"?", "scalar", "tensor", "str", "bytes", "list", "none"};
  return kind >= VALUE_SCALAR && kind <= VALUE_NONE ? names[kind] : names[0];
}

size_t value_bytes(const struct value *value) {
  switch (value->kind) {
    case VALUE_SCALAR:
    case VALUE_TENSOR:
      return (size_t)value->count * value_dtype_size(value->dtype);
    case VALUE_STRING:
    case VALUE_BYTES:
      return (size_t)value->count;
    case VALUE_NODES:
      return (size_t)value->count * sizeof(int64_t) *
             (value->fields + (value->flags & VALUE_FLAG_IDENTITIES ? 1u : 0u));
    case VALUE_NONE:
      return 0;
  }
  return 0;
}

int64_t value_i64(const struct value *value) {
  switch (value->dtype) {
    case VALUE_BOOL:
    case VALUE_U8:
      return value->u8[0];
    case VALUE_I32:
      return value->i32[0];
    case VALUE_I64:
      return value->i64[0];
    case VALUE_U64:
      return (int64_t)value->u64[0];
    case VALUE_F32:
      return (int64_t)value->f32[0];
    case VALUE_F64:
      return (int64_t)value->f64[0];
  }
  return 0;
}

double value_f64(const struct value *value) { return value_at(value, 0); }

double value_at(const struct value *value, uint64_t index) {
  switch (value->dtype) {
    case VALUE_BOOL:
    case VALUE_U8:
      return value->u8[index];
    case VALUE_I32:
      return value->i32[index];
    case VALUE_I64:
      return (double)value->i64[index];
    case VALUE_U64:
      return (double)value->u64[index];
    case VALUE_F32:
      return (double)value->f32[index];
    case VALUE_F64:
      return value->f64[index];
  }
  return 0;
}
