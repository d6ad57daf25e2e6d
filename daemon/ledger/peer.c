#include "daemon/ledger/peer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/channel.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"

#define PEER_BLOBS_MAX 2u

struct peer_packet {
  struct peer_packet *next;
  uint32_t type;
  int blob_fds[PEER_BLOBS_MAX]; /* owned */
  size_t blob_count;
  size_t charge, length;
  uint8_t payload[];
};

void peer_init(struct peer *peer) {
  *peer = (struct peer){.fd = -1};
  peer->last = &peer->first;
}

int peer_open(struct peer *peer, int fd, struct err *err) {
  peer_close(peer);
  peer->fd = fd;
  int rc = channel_set_nonblocking(fd, err);
  if (rc < 0) peer_close(peer);
  return rc;
}

static void free_packet(struct peer_packet *packet) {
  for (size_t i = 0; i < packet->blob_count; i++) fd_close(&packet->blob_fds[i]);
  free(packet);
}

static void drop_first(struct peer *peer) {
  struct peer_packet *packet = peer->first;
  peer->first = packet->next;
  if (!peer->first) peer->last = &peer->first;
  peer->queued_bytes -= packet->charge;
  free_packet(packet);
}

void peer_close(struct peer *peer) {
  while (peer->first) drop_first(peer);
  fd_close(&peer->fd);
  peer->broken = false;
}

static void break_off(struct peer *peer, const char *why) {
  log_warning("-", "a channel cannot be written: %s", why);
  peer->broken = true;
}

static void enqueue(struct peer *peer, uint32_t type, const struct bytes_writer *record,
                    const int *blob_fds, size_t blob_count, size_t blob_length) {
  struct peer_packet *packet = malloc(sizeof *packet + record->length);
  if (!packet) {
    break_off(peer, "no memory");
    return;
  }
  *packet = (struct peer_packet){.type = type,
                                 .charge = sizeof *packet + record->length + blob_length,
                                 .length = record->length};
  if (record->length > 0) memcpy(packet->payload, record->data, record->length);
  for (; packet->blob_count < blob_count; packet->blob_count++) {
    int copy = fcntl(blob_fds[packet->blob_count], F_DUPFD_CLOEXEC, 3);
    if (copy < 0) {
      free_packet(packet);
      break_off(peer, "no descriptor left");
      return;
    }
    packet->blob_fds[packet->blob_count] = copy;
  }
  *peer->last = packet;
  peer->last = &packet->next;
  peer->queued_bytes += packet->charge;
}

void peer_send_blobs(struct peer *peer, uint32_t type, const struct bytes_writer *record,
                     const int *blob_fds, size_t blob_count, size_t blob_length) {
  struct err err;
  if (!peer_is_connected(peer)) return;
  int rc = bytes_writer_finish(record, "record", &err);
  if (rc == 0 && blob_count > PEER_BLOBS_MAX) rc = err_set(&err, ERR_LIMIT, "too many blobs");
  if (rc == 0 && peer->first) rc = -ERR_AGAIN;
  if (rc == 0)
    rc = channel_send(peer->fd, type, record->data, record->length, blob_fds, blob_count, &err);
  if (rc == -ERR_AGAIN)
    enqueue(peer, type, record, blob_fds, blob_count, blob_length);
  else if (rc < 0)
    break_off(peer, err.message);
}

void peer_send(struct peer *peer, uint32_t type, const struct bytes_writer *record, int blob_fd,
               size_t blob_length) {
  peer_send_blobs(peer, type, record, &blob_fd, blob_fd >= 0, blob_length);
}

void peer_flush(struct peer *peer) {
  struct err err;
  while (peer->first && peer_is_connected(peer)) {
    struct peer_packet *packet = peer->first;
    int rc = channel_send(peer->fd, packet->type, packet->payload, packet->length, packet->blob_fds,
                          packet->blob_count, &err);
    if (rc == -ERR_AGAIN) return;
    if (rc < 0) {
      break_off(peer, err.message);
      return;
    }
    drop_first(peer);
  }
}
