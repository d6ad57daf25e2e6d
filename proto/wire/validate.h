/* The rules for the fields of client messages: the same in the daemon, which refuses what breaks
 * them, and in libgraded, which does not send it.
 *
 * Each returns 0, or a negative code after filling reason, field and message of *refusal; the
 * message names the field, the limit and the value. ERR_LIMIT goes with REJECT_TOO_LARGE,
 * ERR_INVALID with the rest. */
#pragma once

#include "proto/graded.pb-c.h"
#include "proto/record/route.h"

int validate_submit(const Graded__V1__Submit *submit, struct submit_reply *refusal);
int validate_ack(const Graded__V1__Ack *ack, struct submit_reply *refusal);
int validate_query(const Graded__V1__Query *query, struct submit_reply *refusal);
int validate_ping(const Graded__V1__Ping *ping, struct submit_reply *refusal);

/* 1..64 of [A-Za-z0-9._:-]? */
bool validate_is_id(const char *id);

/* Fills the refusal; the message becomes "field: formatted text". */
__attribute__((format(printf, 4, 5))) int validate_refuse(struct submit_reply *refusal,
                                                          enum reject_reason reason,
                                                          const char *field, const char *format,
                                                          ...);
