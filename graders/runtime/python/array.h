/* Arrays and NumPy scalars as frame values. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/runtime/host/host.h"

enum array_outcome {
  ARRAY_WRITTEN, /* in the answer, or the answer overflowed */
  ARRAY_REFUSED, /* no dtype of a frame can hold it, or it is too large */
  ARRAY_RAISED   /* an exception is set */
};

/* Appends an array (exactly ndarray) as a tensor, or as a scalar (then it must have no dims). */
enum array_outcome array_answer(struct host *host, PyArrayObject *array, enum value_kind kind);

/* Does any of its memory lie in the input mapping? Then host_note_alias was called. */
void array_note_alias(struct host *host, PyArrayObject *array);
