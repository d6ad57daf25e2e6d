/* Results: from the Python objects that were returned to values of the output frame.
 *
 * Types are taken as they are (a float stays a float, an array keeps its dtype, narrow integers and
 * half floats are widened): whether they convert to what was declared is for the checker to say.
 * Only what has no place in a frame is refused here, with a message. */
#pragma once

#include "graders/runtime/python/python.h"

#include "graders/runtime/host/host.h"

enum results_outcome {
  RESULTS_WRITTEN, /* all results are in the answer (or overflowed it) */
  RESULTS_REFUSED, /* phase BAD_OUTPUT and a message are set */
  RESULTS_RAISED   /* candidate's code ran and raised: an exception is set */
};

/* Appends all results of call `call` of `entry`. `node_count`: nodes in its arguments. */
enum results_outcome results_answer(struct host *host, const struct signature_entry *entry,
                                    uint32_t call, uint64_t node_count, PyObject *returned);
