/* Signatures: the typed interface of a question, in the catalogue's notation.
 *
 *   signature  = entry | class
 *   entry      = name "(" [param {"," param}] ")" "->" result ["or" "fail" "(" CODE {"," CODE} ")"]
 *   class      = "class" Name "(" [param ...] ")" ":" entry {";" entry}
 *   param      = name {"," name} ":" type
 *   result     = type | "(" name ":" type {"," name ":" type} ")"
 *   type       = dtype | dtype "[" dim {"," dim} "]" | "str" | "bytes" | "opt<" type ">"
 *              | "node<" dtype ">" | "node<(" name ":" i64 "," name ":" i64 ")>"
 *   dim        = "*" | number | Symbol
 *
 * Several entries may be given, one a line, for questions with several entry points. A symbol is
 * bound by the first input that has it; an i32/i64 scalar parameter's name is a symbol, too (its
 * value). "*" is any length. A result dim that is no bound symbol is "*" (e.g. OH).
 *
 * Parsing is bounded: 8 entries, 16 parameters and 8 results an entry, names of 32 bytes. */
#pragma once

#include "daemon/base/err.h"
#include "graders/sdk/value.h"

#define SIGNATURE_NAME_MAX 32
#define SIGNATURE_PARAMS_MAX 16
#define SIGNATURE_RESULTS_MAX 8
#define SIGNATURE_ENTRIES_MAX 8
#define SIGNATURE_FAILS_MAX 4

struct signature_dim {
  bool any;                        /* "*" */
  int64_t fixed;                   /* used when symbol is empty and !any */
  char symbol[SIGNATURE_NAME_MAX]; /* "" or a name */
};

struct signature_type {
  enum value_kind kind;
  enum value_dtype dtype;
  bool optional;
  uint32_t ndim;
  struct signature_dim dims[VALUE_NDIM_MAX];
  uint32_t fields;                                        /* VALUE_NODES */
  char field_names[VALUE_FIELDS_MAX][SIGNATURE_NAME_MAX]; /* "val" for node<i64> */
};

struct signature_param {
  char name[SIGNATURE_NAME_MAX];
  struct signature_type type;
};

struct signature_entry {
  char name[SIGNATURE_NAME_MAX];
  uint32_t param_count, result_count, fail_count;
  struct signature_param params[SIGNATURE_PARAMS_MAX];
  struct signature_param results[SIGNATURE_RESULTS_MAX]; /* name "" for a single unnamed result */
  char fails[SIGNATURE_FAILS_MAX][SIGNATURE_NAME_MAX];   /* fail code i is value i + 1 in C */
};

struct signature {
  char class_name[SIGNATURE_NAME_MAX]; /* "" for plain functions */
  uint32_t entry_count;
  struct signature_entry
      entries[SIGNATURE_ENTRIES_MAX]; /* of a class: entry 0 is the constructor, named "" */
};

/* `text` need not be NUL-terminated beyond length; errors name line, column and what was expected.
 * Only the entries, parameters and results that are counted are written, so that a host parses in
 * microseconds; after a failure *ret_signature holds nothing of use. */
int signature_parse(const char *text, size_t length, struct signature *ret_signature,
                    struct err *err);

/* Index of the entry, or -1. */
int signature_find(const struct signature *signature, const char *entry);

/* Writes the C header that candidates include (question.h) or the Python stub shown in the
 * statement into a malloc'ed NUL-terminated text. */
int signature_c_header(const struct signature *signature, const char *question, char **ret_text,
                       struct err *err);
int signature_python_stub(const struct signature *signature, const char *question, char **ret_text,
                          struct err *err);
