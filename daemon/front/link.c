#include "daemon/front/link.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/channel.h"
#include "daemon/base/fd.h"

struct link_packet {
  struct link_packet *next;
  uint32_t type;
  int blob_fd;
  size_t charge, length;
  uint8_t payload[];
};

void link_init(struct link *link) {
  *link = (struct link){.fd = -1};
  link->last = &link->first;
}

int link_open(struct link *link, int fd, struct err *err) {
  link_close(link);
  link->fd = fd;
  int rc = channel_set_nonblocking(fd, err);
  if (rc < 0) link_close(link);
  return rc;
}

static void drop_first(struct link *link) {
  struct link_packet *packet = link->first;
  link->first = packet->next;
  if (!link->first) link->last = &link->first;
  link->queued_bytes -= packet->charge;
  fd_close(&packet->blob_fd);
  free(packet);
}

void link_close(struct link *link) {
  while (link->first) drop_first(link);
  fd_close(&link->fd);
}

static int enqueue(struct link *link, uint32_t type, const void *payload, size_t length,
                   int blob_fd, size_t blob_length, struct err *err) {
  struct link_packet *packet = malloc(sizeof *packet + length);
  if (!packet) return err_set(err, ERR_MEMORY, "ledger: no memory to wait");
  *packet = (struct link_packet){.type = type,
                                 .blob_fd = -1,
                                 .charge = sizeof *packet + length + blob_length,
                                 .length = length};
  memcpy(packet->payload, payload, length);
  if (blob_fd >= 0 && (packet->blob_fd = fcntl(blob_fd, F_DUPFD_CLOEXEC, 3)) < 0) {
    free(packet);
    return err_system(err, "ledger: duplicating a blob");
  }
  *link->last = packet;
  link->last = &packet->next;
  link->queued_bytes += packet->charge;
  return 0;
}

int link_request(struct link *link, uint32_t type, const void *payload, size_t length, int blob_fd,
                 size_t blob_length, struct err *err) {
  if (link->fd < 0) return err_set(err, ERR_CLOSED, "ledger: it is being started");
  if (!link->first) {
    int rc = channel_send(link->fd, type, payload, length, &blob_fd, blob_fd >= 0, err);
    if (rc != -ERR_AGAIN) return rc;
  }
  if (link->queued_bytes + length + blob_length > LINK_QUEUE_BYTES)
    return err_set(err, ERR_AGAIN, "ledger: %zu bytes wait for it, the limit is %u",
                   link->queued_bytes, LINK_QUEUE_BYTES);
  return enqueue(link, type, payload, length, blob_fd, blob_length, err);
}

int link_note(struct link *link, uint32_t type, const void *payload, size_t length,
              struct err *err) {
  if (link->fd < 0) return err_set(err, ERR_CLOSED, "ledger: it is being started");
  if (!link->first) {
    int rc = channel_send(link->fd, type, payload, length, NULL, 0, err);
    if (rc != -ERR_AGAIN) return rc;
  }
  return enqueue(link, type, payload, length, -1, 0, err);
}

bool link_is_waiting(const struct link *link) { return link->first != NULL; }

int link_flush(struct link *link, struct err *err) {
  while (link->first) {
    struct link_packet *packet = link->first;
    int rc = channel_send(link->fd, packet->type, packet->payload, packet->length, &packet->blob_fd,
                          packet->blob_fd >= 0, err);
    if (rc == -ERR_AGAIN) return 0;
    if (rc < 0) return rc;
    drop_first(link);
  }
  return 0;
}
