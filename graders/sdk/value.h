/* Typed values: what goes into a candidate's function and what comes out.
 *
 * One value is a scalar, a tensor, a string, bytes or a linked list; the mapping to C and Python is
 * in graders/README.md. Tensors are row-major and contiguous. All sizes in elements unless named
 * bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VALUE_NDIM_MAX 8
#define VALUE_FIELDS_MAX 4

enum value_dtype {
  VALUE_BOOL = 1,
  VALUE_U8,
  VALUE_I32,
  VALUE_I64,
  VALUE_U64,
  VALUE_F32,
  VALUE_F64
};

enum value_kind {
  VALUE_SCALAR = 1, /* count 1 */
  VALUE_TENSOR,     /* shape[0..ndim-1]; ndim 0 is a single element */
  VALUE_STRING,     /* UTF-8, count = bytes, may hold NUL bytes */
  VALUE_BYTES,      /* raw, count = bytes */
  VALUE_NODES,      /* a singly linked list: `count` nodes of `fields` i64 each, in list order.
                       Input: data = i64[count][fields]; node j of the frame's arena has identity j.
                       Output: data = i64[count][1 + fields]: identity (-1: not a node of an input
                       of this call) and fields, in walk order; at most input nodes + 1 are walked;
                       flag VALUE_FLAG_CYCLE if the walk did not end by then, and
                       VALUE_FLAG_IDENTITIES says that the column of identities is there. */
  VALUE_NONE        /* opt<T> that is absent */
};

enum {
  VALUE_FLAG_CYCLE = 1,
  VALUE_FLAG_ALIASES_INPUT = 2,
  VALUE_FLAG_OVERRUN = 4,
  VALUE_FLAG_IDENTITIES = 8 /* never in a frame's bytes: the parser finds it by the value's size */
};

struct value {
  enum value_kind kind;
  enum value_dtype dtype; /* elements of scalars and tensors; VALUE_U8 for strings and bytes;
                             VALUE_I64 for nodes */
  uint32_t ndim;
  uint32_t fields; /* VALUE_NODES: payload fields a node */
  uint32_t flags;
  int64_t shape[VALUE_NDIM_MAX];
  uint64_t count; /* elements, bytes, or nodes */
  union {         /* borrowed from the frame that holds the value */
    void *data;
    bool *boolean;
    uint8_t *u8;
    int32_t *i32;
    int64_t *i64;
    uint64_t *u64;
    float *f32;
    double *f64;
    char *text;
  };
};

size_t value_dtype_size(enum value_dtype dtype);      /* bytes; 0 for an unknown code */
const char *value_dtype_name(enum value_dtype dtype); /* "f64"; "?" for an unknown code */
const char *value_kind_name(enum value_kind kind);    /* "tensor" */
size_t value_bytes(const struct value *value);        /* bytes of data */

/* First element as a number, whatever the dtype. */
int64_t value_i64(const struct value *value);
double value_f64(const struct value *value);
/* Element `index` of a tensor or scalar as double. */
double value_at(const struct value *value, uint64_t index);
