/* The channel to the ledger, which is allowed to be away or busy.
 *
 * Sending never blocks. What does not fit into the socket waits here in order, up to
 * LINK_QUEUE_BYTES of requests; beyond that a request is refused with -ERR_AGAIN and its client
 * told to come again. Notes (SUBSCRIBE, FORGET) have nobody to refuse them to and always queue;
 * there are at most a few for each session. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define LINK_QUEUE_BYTES (2u * 1024u * 1024u)

struct link {
  int fd; /* -1: there is no ledger now */
  struct link_packet *first, **last;
  size_t queued_bytes;
};

void link_init(struct link *link);
int link_open(struct link *link, int fd, struct err *err); /* owns fd, also on failure */
void link_close(struct link *link);                        /* forgets what is queued */

/* blob_fd: -1 or a sealed file to send along, stays the caller's; blob_length: its size.
 * -ERR_CLOSED: there is no ledger. */
int link_request(struct link *link, uint32_t type, const void *payload, size_t length, int blob_fd,
                 size_t blob_length, struct err *err);
int link_note(struct link *link, uint32_t type, const void *payload, size_t length,
              struct err *err);

bool link_is_waiting(const struct link *link); /* poll for POLLOUT and then flush */
int link_flush(struct link *link, struct err *err);
