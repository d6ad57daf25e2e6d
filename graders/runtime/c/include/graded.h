/* What every C solution may use. question.h includes it and declares the question's own functions.
 *
 * Inputs are read-only: changing one, or returning memory of one as a result, is a failure of its
 * own (input_mutated). Whatever a solution allocates may stay allocated: the process ends after the
 * test. */
#ifndef GRADED_H
#define GRADED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TENSOR_NDIM_MAX 8

enum tensor_dtype {
  TENSOR_BOOL = 1,
  TENSOR_U8,
  TENSOR_I32,
  TENSOR_I64,
  TENSOR_U64,
  TENSOR_F32,
  TENSOR_F64
};

/* An array: row-major and contiguous, so that element (i, j) of a matrix is
 * x->f64[i * x->shape[1] + j]. The dtype says which member of the union to use; the signature of
 * the question fixes it. */
struct tensor {
  enum tensor_dtype dtype;
  int32_t ndim;
  int64_t shape[TENSOR_NDIM_MAX]; /* shape[0] .. shape[ndim - 1] */
  union {
    void *data;
    bool *boolean;
    uint8_t *u8;
    int32_t *i32;
    int64_t *i64;
    uint64_t *u64;
    float *f32;
    double *f64;
  };
  bool (*resize)(struct tensor *tensor, int ndim, const int64_t *shape); /* see tensor_resize */
};

/* Text (UTF-8) and bytes. There is no NUL at the end, and there may be some inside. */
struct str {
  const char *data;
  int64_t length;
};
struct bytes {
  const uint8_t *data;
  int64_t length;
};

/* Results of these kinds: see str_set and bytes_set. */
struct str_out {
  const char *data;
  int64_t length;
  bool (*set)(struct str_out *out, const char *data, int64_t length);
};
struct bytes_out {
  const uint8_t *data;
  int64_t length;
  bool (*set)(struct bytes_out *out, const uint8_t *data, int64_t length);
};

/* Number of elements; 1 for ndim 0. */
static inline int64_t tensor_count(const struct tensor *tensor) {
  int64_t count = 1;
  for (int32_t i = 0; i < tensor->ndim; i++) count *= tensor->shape[i];
  return count;
}

/* Gives a result its shape and memory: for results whose shape the inputs do not fix. The first
 * elements (in memory order) are kept over a second call, which costs a copy; new ones are not
 * initialised. False, and nothing changed, if the shape is invalid or too large. */
static inline bool tensor_resize(struct tensor *out, int ndim, const int64_t *shape) {
  return out->resize != NULL && out->resize(out, ndim, shape);
}

/* Copies `length` bytes into the result. False if that is impossible. */
static inline bool str_set(struct str_out *out, const char *data, int64_t length) {
  return out->set != NULL && out->set(out, data, length);
}
static inline bool bytes_set(struct bytes_out *out, const uint8_t *data, int64_t length) {
  return out->set != NULL && out->set(out, data, length);
}

#endif
