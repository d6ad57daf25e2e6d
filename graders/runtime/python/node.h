/* Linked lists in Python: the class Node with one attribute a field and `next`.
 *
 * Written in C so that a list of a million nodes is built in a fraction of a second and no
 * recursion is needed to free one. Otherwise an ordinary class: Node(val=0, next=None), further
 * attributes may be set, it may be subclassed and copied. The nodes of all list arguments of a call
 * are numbered through in the order of the arguments; that identity is kept inside the object,
 * where Python code does not see it. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/runtime/host/host.h"

/* New reference to the class for lists of these fields; made once. */
PyObject *node_class(const struct signature_type *type);

/* Builds an argument: new reference to the head, or None. `first` is the identity of its first
 * node, `call` the call that it belongs to. */
PyObject *node_build(PyObject *class, const struct value *argument, uint32_t call, uint64_t first);

/* Reads `object`, a node or anything with the same attributes: its identity in call `call` (-1: no
 * input of it), its fields, and a new reference to what follows. 1 if read; 0 if not (*ret_problem
 * says why, NULL if it is no node at all); -1 if an exception is set. */
int node_read(PyObject *class, PyObject *object, const struct signature_type *type, uint32_t call,
              int64_t *row, PyObject **ret_next, const char **ret_problem);
