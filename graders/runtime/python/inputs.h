/* Arguments as Python sees them. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/runtime/host/host.h"

/* New reference. Arrays are writable views of the mapped input: what is changed in them is seen
 * outside. `first_node` is the identity of a list's first node. NULL with an exception set. */
PyObject *inputs_build(const struct signature_type *type, const struct value *value, uint32_t call,
                       uint64_t first_node);
