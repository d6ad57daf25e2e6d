#include "graders/runtime/c/plan.h"

/* struct str and struct bytes: a pointer and an int64_t. */
static ffi_type *view_elements[] = {&ffi_type_pointer, &ffi_type_sint64, NULL};
static ffi_type view_type = {.type = FFI_TYPE_STRUCT, .elements = view_elements};

static ffi_type *scalar_type(enum value_dtype dtype) {
  switch (dtype) {
    case VALUE_BOOL:
    case VALUE_U8:
      return &ffi_type_uint8;
    case VALUE_I32:
      return &ffi_type_sint32;
    case VALUE_U64:
      return &ffi_type_uint64;
    case VALUE_F32:
      return &ffi_type_float;
    case VALUE_F64:
      return &ffi_type_double;
    default:
      return &ffi_type_sint64;
  }
}

static ffi_type *argument_type(const struct signature_type *type) {
  if (type->optional) return &ffi_type_pointer;
  switch (type->kind) {
    case VALUE_SCALAR:
      return scalar_type(type->dtype);
    case VALUE_STRING:
    case VALUE_BYTES:
      return &view_type;
    default:
      return &ffi_type_pointer;
  }
}

static enum plan_return entry_returns(const struct signature_entry *entry, bool constructor) {
  if (constructor) return PLAN_RETURNS_OBJECT;
  if (entry->result_count != 1 || entry->fail_count > 0) return PLAN_RETURNS_STATUS;
  const struct signature_type *type = &entry->results[0].type;
  if (type->kind == VALUE_NODES) return PLAN_RETURNS_NODES;
  return type->kind == VALUE_SCALAR && !type->optional ? PLAN_RETURNS_SCALAR : PLAN_RETURNS_STATUS;
}

static ffi_type *return_type(const struct plan *plan, const struct signature_entry *entry) {
  switch (plan->returns) {
    case PLAN_RETURNS_STATUS:
      return &ffi_type_sint32;
    case PLAN_RETURNS_SCALAR:
      return scalar_type(entry->results[0].type.dtype);
    default:
      return &ffi_type_pointer;
  }
}

bool plan_entry(struct plan *plan, const struct signature *signature, uint32_t index,
                void *function) {
  const struct signature_entry *entry = &signature->entries[index];
  bool class = signature->class_name[0] != '\0';
  plan->function = function;
  plan->method = class && index > 0;
  plan->returns = entry_returns(entry, class && index == 0);
  unsigned count = 0;
  if (plan->method) plan->types[count++] = &ffi_type_pointer;
  for (uint32_t i = 0; i < entry->param_count; i++)
    plan->types[count++] = argument_type(&entry->params[i].type);
  for (uint32_t i = 0; plan->returns == PLAN_RETURNS_STATUS && i < entry->result_count; i++)
    plan->types[count++] = &ffi_type_pointer;
  return ffi_prep_cif(&plan->cif, FFI_DEFAULT_ABI, count, return_type(plan, entry), plan->types) ==
         FFI_OK;
}

static int64_t nothing(const void *first, int64_t second) {
  return first == NULL ? second : second + 1;
}

void plan_warm_up(void) {
  struct plan plan = {.types = {&ffi_type_pointer, &ffi_type_sint64}};
  const void *first = NULL;
  int64_t second = 1;
  ffi_arg result;
  /* The struct's size and alignment are filled in by its first use. */
  if (ffi_prep_cif(&plan.cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint32, (ffi_type *[]){&view_type}) !=
          FFI_OK ||
      ffi_prep_cif(&plan.cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint64, plan.types) != FFI_OK)
    return;
  ffi_call(&plan.cif, FFI_FN(nothing), &result, (void *[]){&first, &second});
}
