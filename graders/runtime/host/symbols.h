/* Shapes of results as far as a call's arguments fix them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "graders/sdk/signature.h"

/* No output of a candidate is larger. */
#define SYMBOLS_BYTES_MAX (1ULL << 30)

/* Elements of a tensor of this shape; false if a dim is negative or the whole is over
 * SYMBOLS_BYTES_MAX bytes. */
bool symbols_count(uint32_t ndim, const int64_t *shape, enum value_dtype dtype,
                   uint64_t *ret_count);

/* Fills `shape` for a result of `type` from the call's arguments (entry->param_count values).
 * True if every dim is known and the whole is of a sensible size. Otherwise dims that are not known
 * (all of them, if the size makes no sense) are 0. */
bool symbols_shape(const struct signature_entry *entry, const struct value *arguments,
                   const struct signature_type *type, int64_t shape[static VALUE_NDIM_MAX]);
