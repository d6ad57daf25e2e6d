/* libFuzzer target: whatever the text, the signature parser answers within its bounds; a refusal is
 * one line; what is accepted has a header for C and a stub for Python.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_signature.c \
 *     graders/sdk/{signature,signature_text,value}.c daemon/base/err.c */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graders/sdk/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *name) {
  size_t length = strnlen(name, SIGNATURE_NAME_MAX);
  if (length == 0 || length == SIGNATURE_NAME_MAX || isdigit((unsigned char)name[0])) abort();
  for (size_t i = 0; i < length; i++)
    if (!isalnum((unsigned char)name[i]) && name[i] != '_') abort();
}

static void check_type(const struct signature_type *type) {
  if (type->kind < VALUE_SCALAR || type->kind >= VALUE_NONE) abort();
  if (value_dtype_size(type->dtype) == 0 || type->ndim > VALUE_NDIM_MAX) abort();
  if ((type->kind == VALUE_NODES) != (type->fields > 0) || type->fields > VALUE_FIELDS_MAX) abort();
  for (uint32_t i = 0; i < type->fields; i++) check_name(type->field_names[i]);
  for (uint32_t i = 0; i < type->ndim; i++) {
    const struct signature_dim *dim = &type->dims[i];
    if (dim->symbol[0]) check_name(dim->symbol);
    if (dim->any && dim->symbol[0]) abort();
    if (dim->fixed < 0 || dim->fixed > INT32_MAX) abort();
  }
}

static void check_entry(const struct signature_entry *entry, bool constructor) {
  if (entry->param_count > SIGNATURE_PARAMS_MAX || entry->result_count > SIGNATURE_RESULTS_MAX ||
      entry->fail_count > SIGNATURE_FAILS_MAX || constructor != (entry->result_count == 0))
    abort();
  if (!constructor) check_name(entry->name);
  for (uint32_t i = 0; i < entry->param_count; i++) {
    check_name(entry->params[i].name);
    check_type(&entry->params[i].type);
  }
  for (uint32_t i = 0; i < entry->result_count; i++) {
    if (entry->result_count > 1 || entry->results[i].name[0]) check_name(entry->results[i].name);
    check_type(&entry->results[i].type);
  }
  for (uint32_t i = 0; i < entry->fail_count; i++) check_name(entry->fails[i]);
}

static void write_texts(const struct signature *signature) {
  char *text = NULL;
  if (signature_c_header(signature, "q", &text, NULL) < 0 || !strstr(text, "#endif")) abort();
  free(text);
  if (signature_python_stub(signature, "q", &text, NULL) < 0 || !strstr(text, "def ")) abort();
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct signature signature;
  struct err err = {0};
  memset(&signature, 0xaa, sizeof signature); /* only what is counted may be used */
  if (signature_parse((const char *)data, size, &signature, &err) < 0) {
    if (!err.message[0] || strpbrk(err.message, "\n\r")) abort();
    return 0;
  }
  bool in_class = signature.class_name[0] != 0;
  if (in_class) check_name(signature.class_name);
  if (signature.entry_count < (in_class ? 2u : 1u)) abort();
  if (signature.entry_count > SIGNATURE_ENTRIES_MAX) abort();
  for (uint32_t i = 0; i < signature.entry_count; i++) {
    check_entry(&signature.entries[i], in_class && i == 0);
    if (signature_find(&signature, signature.entries[i].name) != (int)i) abort();
  }
  write_texts(&signature);
  return 0;
}
