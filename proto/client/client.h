/* Inside libgraded: the connection, below the calls of graded.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/client/graded.h"
#include "proto/client/retry.h"
#include "proto/wire/buffer.h"
#include "proto/wire/reply.h"

/* Requests with this bit were sent by graded_send; answers to them are events. */
#define CLIENT_ASYNC (1ull << 63)

/* What came and nobody has taken yet. Beyond this results are dropped: they are pushed again. */
#define CLIENT_EVENTS_MAX 4096u
#define CLIENT_EVENT_BYTES_MAX (64u * 1024u * 1024u)

struct client_event {
  struct client_event *next;
  struct graded_event event;
};

struct graded_client {
  void *context, *socket;
  int fd;
  char endpoint[256];
  bool answered;                       /* the daemon has said anything on this connection */
  char complaint[LIMIT_MESSAGE_BYTES]; /* its last refusal of something that it could not number */
  uint64_t last_request;
  struct wire_buffer buffer; /* the request that is being made */
  struct wire_buffer renewal;
  bool subscribed;
  uint64_t renew_at; /* monotonic ns */
  struct client_event *first, **last;
  size_t event_count, event_bytes;
};

/* Number for a new request; never 0. */
uint64_t client_number(struct graded_client *client);

/* Sends the buffer; waits for room until the deadline (monotonic ns): -ERR_AGAIN. */
int client_send(struct graded_client *client, const struct wire_buffer *buffer, uint64_t deadline,
                struct err *err);

/* Receives until the answer to `request` is there; queues events. -ERR_AGAIN at the deadline.
 * *reply is owned by the caller: wire_reply_clear. */
int client_receive(struct graded_client *client, uint64_t request, uint64_t deadline,
                   struct wire_reply *reply, struct err *err);
/* Receives until one more event is queued. */
int client_receive_event(struct graded_client *client, uint64_t deadline, struct err *err);

/* Sends client->buffer, made with number `request`, and sends it again with growing pauses until
 * there is an answer; waits out OVERLOADED and DRAINING. At the deadline the last such refusal is
 * the answer; -ERR_AGAIN if there was none at all. */
int client_exchange(struct graded_client *client, uint64_t request, uint64_t deadline,
                    struct wire_reply *reply, struct err *err);

/* The first event, or the first result with this id; false if there is none. */
bool client_take_event(struct graded_client *client, struct graded_event *event);
bool client_take_result(struct graded_client *client, const char *id,
                        struct graded_delivery *delivery);

/* Records -> the public structs. */
void client_receipt(const struct submit_reply *from, struct graded_receipt *to);
int client_answer(struct answer_record *from, struct graded_answer *to,
                  struct err *err); /* takes its
                               envelope over */

/* A monotonic deadline. */
uint64_t client_deadline(uint64_t timeout_ms);
