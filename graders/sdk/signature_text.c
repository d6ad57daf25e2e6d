/* What candidates see of a signature: question.h for C, a stub for Python. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graders/sdk/signature.h"

static const char *c_scalar(enum value_dtype dtype) {
  static const char *const names[] = {
      [VALUE_BOOL] = "bool",   [VALUE_U8] = "uint8_t",   [VALUE_I32] = "int32_t",
      [VALUE_I64] = "int64_t", [VALUE_U64] = "uint64_t", [VALUE_F32] = "float",
      [VALUE_F64] = "double"};
  return names[dtype];
}

/* "f64[M,K]", "node<i64>" as in the signature, for comments. */
static void print_type(const struct signature_type *type, FILE *out) {
  if (type->optional) fputs("opt<", out);
  if (type->kind == VALUE_STRING || type->kind == VALUE_BYTES)
    fputs(value_kind_name(type->kind), out);
  else if (type->kind == VALUE_NODES)
    fputs("node", out);
  else
    fputs(value_dtype_name(type->dtype), out);
  for (uint32_t i = 0; i < type->ndim; i++) {
    const struct signature_dim *dim = &type->dims[i];
    fputs(i > 0 ? "," : "[", out);
    if (dim->any)
      fputs("*", out);
    else if (dim->symbol[0])
      fputs(dim->symbol, out);
    else
      fprintf(out, "%lld", (long long)dim->fixed);
  }
  if (type->ndim > 0) fputs("]", out);
  if (type->optional) fputs(">", out);
}

static void print_interface(const struct signature_entry *entry, FILE *out) {
  for (uint32_t i = 0; i < entry->param_count; i++) {
    fprintf(out, "%s%s: ", i > 0 ? ", " : "", entry->params[i].name);
    print_type(&entry->params[i].type, out);
  }
  if (entry->result_count > 0) fputs(" -> ", out);
  for (uint32_t i = 0; i < entry->result_count; i++) {
    if (i > 0) fputs(", ", out);
    if (entry->results[i].name[0]) fprintf(out, "%s: ", entry->results[i].name);
    print_type(&entry->results[i].type, out);
  }
}

static void print_c_param(const struct signature_param *param, FILE *out) {
  const struct signature_type *type = &param->type;
  if (type->kind == VALUE_TENSOR)
    fprintf(out, "const struct tensor *%s", param->name);
  else if (type->kind == VALUE_NODES)
    fprintf(out, "struct node *%s", param->name);
  else if (type->kind == VALUE_SCALAR)
    fprintf(out, type->optional ? "const %s *%s" : "%s %s", c_scalar(type->dtype), param->name);
  else
    fprintf(out, type->optional ? "const struct %s *%s" : "struct %s %s",
            value_kind_name(type->kind), param->name);
}

static void print_c_result(const struct signature_param *result, FILE *out) {
  const struct signature_type *type = &result->type;
  const char *name = result->name[0] ? result->name : "out";
  if (type->kind == VALUE_TENSOR)
    fprintf(out, "struct tensor *%s", name);
  else if (type->kind == VALUE_NODES)
    fprintf(out, "struct node **%s", name);
  else if (type->kind == VALUE_SCALAR)
    fprintf(out, "%s *%s", c_scalar(type->dtype), name);
  else
    fprintf(out, "struct %s_out *%s", value_kind_name(type->kind), name);
}

/* A single scalar or list that cannot fail is the C function's own return value. */
static bool returned(const struct signature_entry *entry) {
  if (entry->result_count != 1 || entry->fail_count > 0 || entry->results[0].type.optional)
    return false;
  enum value_kind kind = entry->results[0].type.kind;
  return kind == VALUE_SCALAR || kind == VALUE_NODES;
}

static void print_prototype(const struct signature *signature, uint32_t index, FILE *out) {
  const struct signature_entry *entry = &signature->entries[index];
  const char *class_name = signature->class_name;
  bool constructor = class_name[0] && index == 0, direct = !constructor && returned(entry);
  const char *separator = "";
  fputs("/* ", out);
  print_interface(entry, out);
  fputs(" */\n", out);
  if (constructor)
    fprintf(out, "struct %s *%s_new(", class_name, class_name);
  else if (direct && entry->results[0].type.kind == VALUE_NODES)
    fprintf(out, "struct node *%s%s%s(", class_name, class_name[0] ? "_" : "", entry->name);
  else
    fprintf(out, "%s %s%s%s(", direct ? c_scalar(entry->results[0].type.dtype) : "int", class_name,
            class_name[0] ? "_" : "", entry->name);
  if (class_name[0] && !constructor) {
    fprintf(out, "struct %s *self", class_name);
    separator = ", ";
  }
  for (uint32_t i = 0; i < entry->param_count; i++, separator = ", ") {
    fputs(separator, out);
    print_c_param(&entry->params[i], out);
  }
  for (uint32_t i = 0; !constructor && !direct && i < entry->result_count; i++, separator = ", ") {
    fputs(separator, out);
    print_c_result(&entry->results[i], out);
  }
  fputs(separator[0] ? ");\n" : "void);\n", out);
}

static const struct signature_type *node_type(const struct signature *signature) {
  for (uint32_t i = 0; i < signature->entry_count; i++) {
    const struct signature_entry *entry = &signature->entries[i];
    for (uint32_t k = 0; k < entry->param_count; k++)
      if (entry->params[k].type.kind == VALUE_NODES) return &entry->params[k].type;
    for (uint32_t k = 0; k < entry->result_count; k++)
      if (entry->results[k].type.kind == VALUE_NODES) return &entry->results[k].type;
  }
  return NULL;
}

/* Codes are numbered per entry; a code that several entries share must have one number. */
static void print_fails(const struct signature *signature, FILE *out) {
  for (uint32_t i = 0; i < signature->entry_count; i++)
    for (uint32_t k = 0; k < signature->entries[i].fail_count; k++)
      fprintf(out, "#define FAIL_%s %u\n", signature->entries[i].fails[k], k + 1);
}

int signature_c_header(const struct signature *signature, const char *question, char **ret_text,
                       struct err *err) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (!out) return err_system(err, "question.h");
  fprintf(out, "/* %s: the interface of a C solution. */\n", question);
  fputs("#ifndef QUESTION_H\n#define QUESTION_H\n\n#include \"graded.h\"\n\n", out);
  const struct signature_type *node = node_type(signature);
  if (node) {
    fputs("struct node {\n", out);
    for (uint32_t i = 0; i < node->fields; i++)
      fprintf(out, "  int64_t %s;\n", node->field_names[i]);
    fputs("  struct node *next;\n};\n\n", out);
  }
  print_fails(signature, out);
  if (signature->class_name[0])
    fprintf(out, "struct %s; /* yours to define */\n", signature->class_name);
  for (uint32_t i = 0; i < signature->entry_count; i++) print_prototype(signature, i, out);
  if (signature->class_name[0])
    fprintf(out, "void %s_free(struct %s *self);\n", signature->class_name, signature->class_name);
  fputs("\n#endif\n", out);
  if (fclose(out) != 0) {
    free(text);
    return err_set(err, ERR_MEMORY, "question.h: no memory");
  }
  *ret_text = text;
  return 0;
}

static void print_python_entry(const struct signature *signature, uint32_t index, FILE *out) {
  const struct signature_entry *entry = &signature->entries[index];
  bool in_class = signature->class_name[0] != 0, constructor = in_class && index == 0;
  const char *indent = in_class ? "    " : "", *separator = "";
  fprintf(out, "\n%sdef %s(", indent, constructor ? "__init__" : entry->name);
  if (in_class) {
    fputs("self", out);
    separator = ", ";
  }
  for (uint32_t i = 0; i < entry->param_count; i++, separator = ", ")
    fprintf(out, "%s%s", separator, entry->params[i].name);
  fprintf(out, "):\n%s    # ", indent);
  print_interface(entry, out);
  for (uint32_t i = 0; i < entry->fail_count; i++)
    fprintf(out, "%s ValueError(\"%s\")", i == 0 ? ", or raise" : " or", entry->fails[i]);
  fprintf(out, "\n%s    raise NotImplementedError\n", indent);
}

int signature_python_stub(const struct signature *signature, const char *question, char **ret_text,
                          struct err *err) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (!out) return err_system(err, "stub.py");
  fprintf(out, "# %s: the interface of a Python solution.\nimport numpy as np\n\n", question);
  const struct signature_type *node = node_type(signature);
  if (node) {
    fputs("# Node is given; its attributes are", out);
    for (uint32_t i = 0; i < node->fields; i++) fprintf(out, " %s,", node->field_names[i]);
    fputs(" next.\n", out);
  }
  if (signature->class_name[0]) fprintf(out, "\nclass %s:", signature->class_name);
  for (uint32_t i = 0; i < signature->entry_count; i++) print_python_entry(signature, i, out);
  if (fclose(out) != 0) {
    free(text);
    return err_set(err, ERR_MEMORY, "stub.py: no memory");
  }
  *ret_text = text;
  return 0;
}
