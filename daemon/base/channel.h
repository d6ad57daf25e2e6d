/* Channels: the only way in which our own processes meet.
 *
 * A channel is one end of a SOCK_SEQPACKET socket pair. A message is one packet: a 16-byte header
 * (type, payload length, descriptor count), at most CHANNEL_PAYLOAD_MAX bytes of payload (a record
 * of proto/record or sandbox/protocol.h) and at most CHANNEL_FDS_MAX descriptors. Larger data
 * travels in sealed memory files, see channel_blob. Messages arrive whole and in order, or not at
 * all.
 *
 * Kin that breaks the framing (wrong length, surplus descriptors, truncated packet) is
 * ERR_PROTOCOL, which a role treats as fatal for that channel. Received descriptors are
 * close-on-exec and owned by the receiver; sent ones stay the sender's. Not thread-safe: one thread
 * reads, one writes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/bytes.h"
#include "daemon/base/err.h"

#define CHANNEL_PAYLOAD_MAX 65536u
#define CHANNEL_FDS_MAX 8u

struct channel_message {
  uint32_t type;
  uint32_t length;
  uint32_t fd_count;
  int fds[CHANNEL_FDS_MAX]; /* owned; -1 where taken */
  uint8_t payload[CHANNEL_PAYLOAD_MAX];
};

/* Makes both ends, close-on-exec, with send buffers that hold at least 64 largest messages' worth
 * of small records. */
int channel_pair(int ret_ends[static 2], struct err *err);

/* Sends one message. On a non-blocking descriptor a full buffer is ERR_AGAIN; a gone peer
 * ERR_CLOSED. */
int channel_send(int channel, uint32_t type, const void *payload, size_t length, const int *fds,
                 size_t fd_count, struct err *err);

/* Receives one message into *message, closing nothing on success: the caller owns message->fds and
 * calls channel_message_clear. ERR_CLOSED when the peer has gone, ERR_AGAIN when non-blocking and
 * empty. */
int channel_receive(int channel, struct channel_message *message, struct err *err);

/* Like channel_receive, but waits at most until the monotonic deadline: ERR_AGAIN when it passes.
 */
int channel_receive_until(int channel, uint64_t deadline, struct channel_message *message,
                          struct err *err);

/* Closes descriptors that nobody took. Safe on a zeroed message. */
void channel_message_clear(struct channel_message *message);

/* Takes descriptor `index` out of the message; -1 if it is not there. */
int channel_message_take_fd(struct channel_message *message, size_t index);

/* Refuses a message whose descriptor count differs from `count`. */
int channel_message_expect_fds(const struct channel_message *message, size_t count,
                               struct err *err);

int channel_set_nonblocking(int channel, struct err *err);

/* Bytes of any size inside a record: inline up to CHANNEL_BLOB_INLINE, else in a sealed memory file
 * that travels as a descriptor. */
#define CHANNEL_BLOB_INLINE 32768u

/* Appends the blob to the record; *ret_fd is -1 (inline) or a sealed file that the caller sends
 * with the message and then closes. */
int channel_blob_put(struct bytes_writer *writer, const void *data, size_t length, int *ret_fd,
                     struct err *err);

/* Reads it back, at most `limit` bytes: *data is malloc'ed (NUL added past the end). A file that is
 * not sealed or has another size than announced is ERR_PROTOCOL. `fd_index` is the message's
 * descriptor to use if the blob is not inline; *ret_used tells if it was used. */
int channel_blob_get(struct bytes_reader *reader, struct channel_message *message, size_t fd_index,
                     size_t limit, uint8_t **data, size_t *length, int *ret_used, struct err *err);
