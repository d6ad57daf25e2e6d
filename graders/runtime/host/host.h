/* What both hosts of candidates' code (c, python) share: the task, the mapped files, the checked
 * input frame and what is told about progress.
 *
 * A host is one process for one test. Its address space belongs to the candidate's code: all that
 * is kept here can be read and overwritten by it, which only ever spoils that candidate's own
 * output. Memory is never given back; the process ends after the task. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/warm.h"
#include "graders/runtime/host/answer.h"
#include "graders/sdk/frame.h"
#include "graders/sdk/signature.h"

/* Exit statuses of a host. */
enum {
  HOST_EXIT_DONE = 0,
  HOST_EXIT_FAILED = 1, /* the candidate's doing: status->phase and message say what */
  HOST_EXIT_FAULT = 70  /* the task is broken, before any of the candidate's code ran */
};

struct host {
  struct warm_status *status;
  uint8_t *input;
  uint64_t input_bytes;
  uint64_t nonce;
  struct signature signature;
  struct frame frame; /* inputs */
  struct answer answer;
};

/* Parses the task, maps both files, closes their descriptors, and checks that every call of the
 * input has the arguments that the signature names. Returns 0, or HOST_EXIT_FAULT with a message in
 * status (phase NONE). */
int host_open(struct host *host, const struct warm_task *task);

void host_phase(struct host *host, enum warm_phase phase);

/* Sets phase and message and returns HOST_EXIT_FAILED. */
__attribute__((format(printf, 3, 4))) int host_stop(struct host *host, enum warm_phase phase,
                                                    const char *format, ...);
/* Sets the message alone; cut at WARM_MESSAGE_MAX. */
__attribute__((format(printf, 2, 3))) void host_message(struct host *host, const char *format, ...);

/* Is [data, data + bytes) partly inside the input mapping? Raises RUNTIME_FLAG_ALIASES_INPUT and
 * VALUE_FLAG_ALIASES_INPUT of the value appended last. */
void host_note_alias(struct host *host, const void *data, uint64_t bytes);

/* Publishes the outputs: HOST_EXIT_DONE, or BAD_OUTPUT if they do not fit. */
int host_finish(struct host *host);

/* How the result is called in messages: its name, or "the result". */
const char *host_result_name(const struct signature_param *result);
