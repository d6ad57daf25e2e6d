/* One frame from a client -> a checked request.
 *
 * Bounds, in this order: the frame's length, its form and the counts in it (scan), the heap that
 * unpacking may use (budget), then every field's own rule (validate). What comes out can be trusted
 * in form: identifiers are plain, source is UTF-8 without NUL, sizes are within
 * proto/record/limits.h. */
#pragma once

#include "proto/record/route.h"

#define WIRE_PING_BYTES 64u

enum wire_kind { WIRE_SUBMIT = 1, WIRE_ACK, WIRE_QUERY, WIRE_STATUS, WIRE_PING, WIRE_SUBSCRIBE };

struct wire_request {
  uint64_t request; /* the client's number, to be echoed */
  enum wire_kind kind;
  struct submission submission; /* WIRE_SUBMIT; tenant and digests are empty; source is borrowed
                                   from the decoder: never submission_clear it */
  char id[LIMIT_ID_BYTES + 1];  /* WIRE_ACK, WIRE_QUERY */
  uint8_t envelope_digest[DIGEST_SIZE]; /* WIRE_ACK */
  bool with_source;                     /* WIRE_QUERY */
  uint8_t ping[WIRE_PING_BYTES];        /* WIRE_PING */
  size_t ping_length;
};

struct wire_decoder; /* buffers that are used again for every message; one thread */
int wire_decoder_new(struct wire_decoder **ret_decoder, struct err *err);
void wire_decoder_free(struct wire_decoder **decoder);

/* 0: *request is filled and valid until the next call. Negative: *refusal says what to answer, its
 * id is set if it could be read, and request->request is what could be read of it (else 0). */
int wire_decode(struct wire_decoder *decoder, const uint8_t *frame, size_t length,
                struct wire_request *request, struct submit_reply *refusal);
