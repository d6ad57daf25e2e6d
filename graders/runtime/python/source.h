/* The candidate's Python source: read, compiled as solution.py, run as the module `solution`. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/runtime/host/host.h"

#define SOURCE_BYTES_MAX (4u << 20)

struct source {
  char *text;        /* owned; NUL-terminated */
  PyObject *globals; /* owned: the module's names */
};

/* 0, or the exit status with phase and message set. `node` (borrowed, may be NULL) becomes the
 * module's name Node before it runs. */
int source_load(struct host *host, const struct warm_task *task, PyObject *node,
                struct source *ret_source);

/* New reference to what entry `index` calls: the function, or the class (for each of its entries).
 * 0, or the exit status with phase and message set. */
int source_entry(struct host *host, const struct source *source, uint32_t index,
                 PyObject **ret_callable);
