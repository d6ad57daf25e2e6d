#include "graders/runtime/c/arguments.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(TENSOR_NDIM_MAX == VALUE_NDIM_MAX, "same ranks");
_Static_assert((int)TENSOR_BOOL == (int)VALUE_BOOL && (int)TENSOR_U8 == (int)VALUE_U8 &&
                   (int)TENSOR_I32 == (int)VALUE_I32 && (int)TENSOR_I64 == (int)VALUE_I64 &&
                   (int)TENSOR_U64 == (int)VALUE_U64 && (int)TENSOR_F32 == (int)VALUE_F32 &&
                   (int)TENSOR_F64 == (int)VALUE_F64,
               "same dtypes");

/* What an argument points to or is, beside plain scalars, which are read from the frame itself. */
struct slot {
  union {
    struct tensor tensor;
    struct str text;
    struct bytes bytes;
  };
  const void *pointer; /* the argument when it is a pointer */
};

static void view_tensor(struct tensor *tensor, const struct value *value) {
  *tensor = (struct tensor){
      .dtype = (enum tensor_dtype)value->dtype, .ndim = (int32_t)value->ndim, .data = value->data};
  memcpy(tensor->shape, value->shape, sizeof(tensor->shape));
}

static bool build_one(struct slot *slot, const struct signature_type *type,
                      const struct value *value, struct node_arenas *arenas, void **ret_value) {
  bool by_pointer = type->optional;
  void *target = slot;
  if (value->kind == VALUE_NONE) {
    *ret_value = &slot->pointer; /* NULL */
    return true;
  }
  switch (value->kind) {
    case VALUE_SCALAR:
      target = value->data;
      break;
    case VALUE_TENSOR:
      view_tensor(&slot->tensor, value);
      by_pointer = true;
      break;
    case VALUE_STRING:
      slot->text = (struct str){.data = value->text, .length = (int64_t)value->count};
      break;
    case VALUE_BYTES:
      slot->bytes = (struct bytes){.data = value->u8, .length = (int64_t)value->count};
      break;
    default: {
      void *head;
      if (!nodes_build(arenas, value, &head)) return false;
      target = head;
      by_pointer = true;
    }
  }
  slot->pointer = target;
  *ret_value = by_pointer ? (void *)&slot->pointer : target;
  return true;
}

bool arguments_build(struct arguments *arguments, const struct signature_entry *entry,
                     const struct value *values) {
  arguments->arenas = (struct node_arenas){0};
  if (entry->param_count == 0) return true;
  struct slot *slots = calloc(entry->param_count, sizeof(*slots));
  if (slots == NULL) return false;
  for (uint32_t i = 0; i < entry->param_count; i++)
    if (!build_one(&slots[i], &entry->params[i].type, &values[i], &arguments->arenas,
                   &arguments->values[i]))
      return false;
  return true;
}
