/* One frame from the daemon -> records, for clients. As bounded as the other direction: a client
 * need not trust its daemon with its memory. */
#pragma once

#include "proto/record/route.h"

enum wire_reply_kind {
  WIRE_REPLY_RECEIPT = 1, /* Accepted or Rejected */
  WIRE_REPLY_RESULT,
  WIRE_REPLY_ANSWER,
  WIRE_REPLY_STATUS,
  WIRE_REPLY_PONG,
  WIRE_REPLY_ACKED,
  WIRE_REPLY_SUBSCRIBED
};

struct wire_reply {
  uint64_t request; /* 0: pushed */
  enum wire_reply_kind kind;
  struct submit_reply receipt; /* RECEIPT; ACKED: its id */
  struct result_push result;   /* RESULT; owned */
  struct answer_record answer; /* ANSWER, STATUS; owned */
  char version[64];            /* STATUS */
};

int wire_reply_decode(const uint8_t *frame, size_t length, struct wire_reply *reply,
                      struct err *err);
void wire_reply_clear(struct wire_reply *reply); /* a zeroed one is fine */
