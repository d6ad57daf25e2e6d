/* One neighbour's channel, seen from a process that must never wait for it.
 *
 * What does not fit into the socket waits here in order. Nobody is refused: who produces the
 * traffic of a channel looks at `queued_bytes` and stops reading or pushing meanwhile
 * (PEER_QUEUE_HIGH). A failure to send marks the peer broken; its owner drops it at the end of the
 * turn. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/bytes.h"

#define PEER_QUEUE_HIGH (4u * 1024u * 1024u)

struct peer {
  int fd; /* -1: not connected */
  bool broken;
  struct peer_packet *first, **last;
  size_t queued_bytes;
};

void peer_init(struct peer *peer);
int peer_open(struct peer *peer, int fd, struct err *err); /* owns fd, also on failure */
void peer_close(struct peer *peer);                        /* forgets what is queued */

/* blob_fd: -1, or a sealed file of blob_length bytes to send along; it stays the caller's. */
void peer_send(struct peer *peer, uint32_t type, const struct bytes_writer *record, int blob_fd,
               size_t blob_length);
void peer_send_blobs(struct peer *peer, uint32_t type, const struct bytes_writer *record,
                     const int *blob_fds, size_t blob_count, size_t blob_length);
void peer_flush(struct peer *peer);

static inline bool peer_is_connected(const struct peer *peer) {
  return peer->fd >= 0 && !peer->broken;
}
