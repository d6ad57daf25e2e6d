/* What the daemon says to a client: records -> DaemonMessage.
 *
 * Each replaces the buffer's content; `request` is the number of the client's message that is
 * answered. Nothing is kept of the arguments. */
#pragma once

#include "proto/record/route.h"
#include "proto/wire/buffer.h"

/* Largest frame from the daemon: an Answer with an envelope and all source files. */
#define WIRE_REPLY_BYTES (2u * 1024u * 1024u)

/* Accepted or Rejected, as the reply says. */
int wire_encode_receipt(struct wire_buffer *buffer, uint64_t request,
                        const struct submit_reply *reply, struct err *err);
int wire_encode_acked(struct wire_buffer *buffer, uint64_t request, const char *id,
                      struct err *err);
/* Answer or Status, as the record's kind says; Rejected with NOT_FOUND if there is nothing. */
int wire_encode_answer(struct wire_buffer *buffer, uint64_t request,
                       const struct answer_record *answer, const char *version, struct err *err);
int wire_encode_result(struct wire_buffer *buffer, const struct result_push *push, struct err *err);
int wire_encode_subscribed(struct wire_buffer *buffer, uint64_t request, struct err *err);
int wire_encode_pong(struct wire_buffer *buffer, uint64_t request, const void *payload,
                     size_t length, struct err *err);
