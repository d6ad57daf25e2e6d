/* A recursive-descent parser without recursion beyond opt<T>: one token ahead, bounded tables. */
#include "graders/sdk/signature.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct cursor {
  const char *text;
  size_t length, at;
  struct err *err;
};

static void skip_space(struct cursor *c) {
  while (c->at < c->length && isspace((unsigned char)c->text[c->at])) c->at++;
}

static int fail(struct cursor *c, const char *expected) {
  unsigned line = 1, column = 1;
  for (size_t i = 0; i < c->at && i < c->length; i++) {
    column = c->text[i] == '\n' ? 1 : column + 1;
    line += c->text[i] == '\n';
  }
  if (c->at >= c->length)
    return err_set(c->err, ERR_INVALID, "signature, line %u, column %u: expected %s, found the end",
                   line, column, expected);
  unsigned char found = (unsigned char)c->text[c->at];
  return err_set(c->err, ERR_INVALID, "signature, line %u, column %u: expected %s, found '%c'",
                 line, column, expected, isprint(found) ? found : '?');
}

static bool at_end(struct cursor *c) {
  skip_space(c);
  return c->at >= c->length;
}

static bool eat(struct cursor *c, const char *token) {
  skip_space(c);
  size_t size = strlen(token);
  if (c->length - c->at < size || memcmp(c->text + c->at, token, size) != 0) return false;
  bool word = isalnum((unsigned char)token[size - 1]);
  if (word && c->at + size < c->length) {
    unsigned char next = (unsigned char)c->text[c->at + size];
    if (isalnum(next) || next == '_') return false;
  }
  c->at += size;
  return true;
}

static int need(struct cursor *c, const char *token) {
  char expected[48];
  if (eat(c, token)) return 0;
  snprintf(expected, sizeof expected, "'%s'", token);
  return fail(c, expected);
}

static int name(struct cursor *c, char out[static SIGNATURE_NAME_MAX], const char *what) {
  skip_space(c);
  size_t start = c->at, end = start;
  while (end < c->length && (isalnum((unsigned char)c->text[end]) || c->text[end] == '_')) end++;
  if (end == start || isdigit((unsigned char)c->text[start])) return fail(c, what);
  if (end - start >= SIGNATURE_NAME_MAX)
    return err_set(c->err, ERR_LIMIT,
                   "signature: the name '%.*s...' has %zu bytes, the limit is %d", 16,
                   c->text + start, end - start, SIGNATURE_NAME_MAX - 1);
  memcpy(out, c->text + start, end - start);
  out[end - start] = 0;
  c->at = end;
  return 0;
}

static bool dtype(struct cursor *c, enum value_dtype *out) {
  for (int code = VALUE_BOOL; code <= VALUE_F64; code++)
    if (eat(c, value_dtype_name((enum value_dtype)code))) {
      *out = (enum value_dtype)code;
      return true;
    }
  return false;
}

static int dim(struct cursor *c, struct signature_dim *out) {
  skip_space(c);
  memset(out, 0, sizeof *out);
  if (eat(c, "*")) {
    out->any = true;
    return 0;
  }
  if (c->at >= c->length || !isdigit((unsigned char)c->text[c->at]))
    return name(c, out->symbol, "a dimension: a name, a number or '*'");
  while (c->at < c->length && isdigit((unsigned char)c->text[c->at])) {
    out->fixed = out->fixed * 10 + (c->text[c->at++] - '0');
    if (out->fixed > INT32_MAX) return fail(c, "a dimension below 2147483648");
  }
  return 0;
}

/* Names of a struct's members in C: each once, and `next` is the list's own. */
static bool field_taken(const struct signature_type *type, uint32_t count) {
  const char *last = type->field_names[count - 1];
  for (uint32_t i = 0; i + 1 < count; i++)
    if (strcmp(type->field_names[i], last) == 0) return true;
  return strcmp(last, "next") == 0;
}

static int node_type(struct cursor *c, struct signature_type *out) {
  enum value_dtype field;
  out->kind = VALUE_NODES;
  out->dtype = VALUE_I64;
  int rc = need(c, "<");
  if (rc < 0) return rc;
  if (eat(c, "i64")) {
    out->fields = 1;
    snprintf(out->field_names[0], SIGNATURE_NAME_MAX, "val");
    return need(c, ">");
  }
  rc = need(c, "(");
  do {
    if (rc == 0 && out->fields == VALUE_FIELDS_MAX) rc = fail(c, "at most 4 fields of a node");
    if (rc == 0) rc = name(c, out->field_names[out->fields], "a field's name");
    if (rc == 0) rc = need(c, ":");
    if (rc == 0 && (!dtype(c, &field) || field != VALUE_I64)) rc = fail(c, "'i64'");
    if (rc == 0) out->fields++;
    if (rc == 0 && field_taken(out, out->fields))
      rc = err_set(c->err, ERR_INVALID, "signature: the field's name '%s' is taken",
                   out->field_names[out->fields - 1]);
  } while (rc == 0 && eat(c, ","));
  if (rc == 0) rc = need(c, ")");
  return rc < 0 ? rc : need(c, ">");
}

static int plain_type(struct cursor *c, struct signature_type *out) {
  if (eat(c, "str")) {
    out->kind = VALUE_STRING;
    out->dtype = VALUE_U8;
    return 0;
  }
  if (eat(c, "bytes")) {
    out->kind = VALUE_BYTES;
    out->dtype = VALUE_U8;
    return 0;
  }
  if (eat(c, "node")) return node_type(c, out);
  if (!dtype(c, &out->dtype)) return fail(c, "a type");
  out->kind = VALUE_SCALAR;
  if (!eat(c, "[")) return 0;
  out->kind = VALUE_TENSOR;
  int rc = 0;
  do {
    if (out->ndim == VALUE_NDIM_MAX) return fail(c, "at most 8 dimensions");
    rc = dim(c, &out->dims[out->ndim]);
    if (rc == 0) out->ndim++;
  } while (rc == 0 && eat(c, ","));
  return rc < 0 ? rc : need(c, "]");
}

static int type(struct cursor *c, struct signature_type *out) {
  memset(out, 0, sizeof *out);
  out->optional = eat(c, "opt");
  if (!out->optional) return plain_type(c, out);
  int rc = need(c, "<");
  if (rc == 0) rc = plain_type(c, out);
  return rc < 0 ? rc : need(c, ">");
}

static bool duplicate(const struct signature_param *params, uint32_t count) {
  for (uint32_t i = 0; i + 1 < count; i++)
    if (strcmp(params[i].name, params[count - 1].name) == 0) return true;
  return false;
}

/* name {"," name} ":" type {"," ...} up to, not including, the closing parenthesis. */
static int params(struct cursor *c, struct signature_param *out, uint32_t limit, uint32_t *count) {
  *count = 0;
  int rc = 0;
  do {
    uint32_t first = *count;
    do {
      if (*count == limit)
        return err_set(c->err, ERR_LIMIT, "signature: over %u %s of one function", limit,
                       limit == SIGNATURE_PARAMS_MAX ? "parameters" : "results");
      rc = name(c, out[*count].name, "a name");
      if (rc < 0) return rc;
      (*count)++;
      if (duplicate(out, *count)) return fail(c, "another name: this one is taken");
    } while (eat(c, ","));
    rc = need(c, ":");
    if (rc == 0) rc = type(c, &out[first].type);
    if (rc < 0) return rc;
    for (uint32_t i = first + 1; i < *count; i++) out[i].type = out[first].type;
  } while (eat(c, ","));
  return 0;
}

static int results(struct cursor *c, struct signature_entry *out) {
  if (eat(c, "(")) {
    int rc = params(c, out->results, SIGNATURE_RESULTS_MAX, &out->result_count);
    return rc < 0 ? rc : need(c, ")");
  }
  out->results[0].name[0] = 0;
  out->result_count = 1;
  return type(c, &out->results[0].type);
}

/* A code is one constant in C: the same number wherever it is declared, and once a function. */
static int fail_consistent(struct cursor *c, const struct signature *signature,
                           const struct signature_entry *entry) {
  const char *code = entry->fails[entry->fail_count - 1];
  for (uint32_t i = 0; i + 1 < entry->fail_count; i++)
    if (strcmp(entry->fails[i], code) == 0)
      return err_set(c->err, ERR_INVALID, "signature: the code '%s' is there twice", code);
  for (uint32_t i = 0; i < signature->entry_count; i++)
    for (uint32_t k = 0; k < signature->entries[i].fail_count; k++)
      if (k + 1 != entry->fail_count && strcmp(signature->entries[i].fails[k], code) == 0)
        return err_set(c->err, ERR_INVALID,
                       "signature: the code '%s' has number %u here and %u in '%s'", code,
                       entry->fail_count, k + 1, signature->entries[i].name);
  return 0;
}

static int fails(struct cursor *c, const struct signature *signature, struct signature_entry *out) {
  if (!eat(c, "or")) return 0;
  int rc = need(c, "fail");
  if (rc == 0) rc = need(c, "(");
  do {
    if (rc == 0 && out->fail_count == SIGNATURE_FAILS_MAX) rc = fail(c, "at most 4 codes");
    if (rc == 0) rc = name(c, out->fails[out->fail_count], "a code");
    if (rc == 0) out->fail_count++;
    if (rc == 0) rc = fail_consistent(c, signature, out);
  } while (rc == 0 && eat(c, ","));
  return rc < 0 ? rc : need(c, ")");
}

static int arguments(struct cursor *c, struct signature_entry *out) {
  out->param_count = out->result_count = out->fail_count = 0;
  int rc = need(c, "(");
  if (rc < 0 || eat(c, ")")) return rc;
  rc = params(c, out->params, SIGNATURE_PARAMS_MAX, &out->param_count);
  return rc < 0 ? rc : need(c, ")");
}

static int entry(struct cursor *c, struct signature *out) {
  if (out->entry_count == SIGNATURE_ENTRIES_MAX)
    return err_set(c->err, ERR_LIMIT, "signature: over %d entries", SIGNATURE_ENTRIES_MAX);
  struct signature_entry *e = &out->entries[out->entry_count];
  int rc = name(c, e->name, "a function's name");
  if (rc == 0) rc = arguments(c, e);
  if (rc == 0) rc = need(c, "->");
  if (rc == 0) rc = results(c, e);
  if (rc == 0) rc = fails(c, out, e);
  if (rc == 0 && signature_find(out, e->name) >= 0) rc = fail(c, "another function's name");
  if (rc == 0) out->entry_count++;
  return rc;
}

static int constructor(struct cursor *c, struct signature *out) {
  struct signature_entry *e = &out->entries[0];
  int rc = name(c, out->class_name, "a class's name");
  e->name[0] = 0;
  if (rc == 0) rc = arguments(c, e);
  if (rc == 0) rc = fails(c, out, e);
  out->entry_count = 1;
  return rc < 0 ? rc : need(c, ":");
}

int signature_parse(const char *text, size_t length, struct signature *ret_signature,
                    struct err *err) {
  struct cursor c = {.text = text, .length = length, .err = err};
  int rc = 0;
  ret_signature->class_name[0] = 0;
  ret_signature->entry_count = 0;
  if (eat(&c, "class")) rc = constructor(&c, ret_signature);
  if (rc == 0) rc = entry(&c, ret_signature);
  while (rc == 0 && !at_end(&c)) {
    eat(&c, ";");
    if (!at_end(&c)) rc = entry(&c, ret_signature);
  }
  return rc;
}

int signature_find(const struct signature *signature, const char *wanted) {
  for (uint32_t i = 0; i < signature->entry_count; i++)
    if (strcmp(signature->entries[i].name, wanted) == 0) return (int)i;
  return -1;
}
