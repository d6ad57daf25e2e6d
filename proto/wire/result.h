/* The signed statement, as its readers need it: payload -> records.
 *
 * The payload comes out of an envelope (proto/statement). What nobody has verified is a claim;
 * decoding is as bounded as that of all foreign bytes. */
#pragma once

#include "proto/record/half.h"

struct wire_result {
  struct accept_half accept;   /* job.sequence is 0: it is not signed */
  struct verdict_half verdict; /* owned rows and text */
  char daemon_version[64];
  uint64_t signed_at; /* wall clock, ns */
};

int wire_result_unpack(const uint8_t *payload, size_t length, struct wire_result *result,
                       struct err *err);
void wire_result_clear(struct wire_result *result);
