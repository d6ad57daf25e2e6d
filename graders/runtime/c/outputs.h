/* A call's results as C writes them: where they go before the call, what was written after it. */
#pragma once

#include <stdbool.h>

#include "graders/runtime/c/area.h"
#include "graders/runtime/c/include/graded.h"
#include "graders/runtime/c/nodes.h"
#include "graders/runtime/host/host.h"

#define OUTPUTS_SCALAR_BYTES 16 /* a scalar's slot; what lies behind the scalar is a canary */

struct output {
  union {
    struct tensor tensor;
    struct str_out text;
    struct bytes_out bytes;
    void *head;
    uint8_t scalar[OUTPUTS_SCALAR_BYTES];
  };
  struct area area; /* tensors */
  void *copy;       /* str and bytes: owned by the host */
};

struct outputs {
  struct output items[SIGNATURE_RESULTS_MAX];
  struct area spares[SIGNATURE_RESULTS_MAX]; /* of earlier calls */
  void *pointers[SIGNATURE_RESULTS_MAX];     /* the arguments: one pointer to each result */
  uint32_t length;
  struct host *host;
};

/* Makes room for the results of a call with these arguments. There is one set of outputs in a
 * process, since candidates' resize and set calls lead back to it. False only when out of memory.
 */
bool outputs_open(struct outputs *outputs, struct host *host, const struct signature_entry *entry,
                  const struct value *arguments);

/* Appends what was written to the host's answer. 0, or the exit status with phase and message set.
 */
int outputs_answer(struct outputs *outputs, const struct signature_entry *entry,
                   const struct node_arenas *arenas);

/* Gives the memory back; also after a call that failed. The spare areas stay. */
void outputs_close(struct outputs *outputs);
