/* Words for messages: what was returned, what was declared. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/sdk/signature.h"

#define DESCRIBE_MAX 160

/* "ndarray float64[2,3]", "list of str", "None", "int". Runs no code of the object. */
void describe_object(PyObject *object, char text[static DESCRIBE_MAX]);

/* "ndarray float64[M,N]", "int", "Node or None". */
void describe_type(const struct signature_type *type, char text[static DESCRIBE_MAX]);
