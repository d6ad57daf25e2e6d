#include "daemon/base/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"

struct header {
  uint32_t type;
  uint32_t length;
  uint32_t fd_count;
  uint32_t reserved;
};

int channel_pair(int ret_ends[static 2], struct err *err) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return err_system(err, "socketpair");
  for (int i = 0; i < 2; i++) {
    /* The kernel caps this at net.core.wmem_max; what it grants is enough for one message. */
    int size = 1 << 20;
    setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    ret_ends[i] = ends[i];
  }
  return 0;
}

int channel_send(int channel, uint32_t type, const void *payload, size_t length, const int *fds,
                 size_t fd_count, struct err *err) {
  if (length > CHANNEL_PAYLOAD_MAX || fd_count > CHANNEL_FDS_MAX)
    return err_set(err, ERR_LIMIT,
                   "message type %u: %zu bytes and %zu descriptors, limits are %u and %u", type,
                   length, fd_count, CHANNEL_PAYLOAD_MAX, CHANNEL_FDS_MAX);
  struct header header = {.type = type, .length = (uint32_t)length, .fd_count = (uint32_t)fd_count};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)payload, length}};
  union {
    char bytes[CMSG_SPACE(sizeof(int) * CHANNEL_FDS_MAX)];
    struct cmsghdr align;
  } control;
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1};
  if (fd_count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
    memcpy(CMSG_DATA(rights), fds, sizeof(int) * fd_count);
  }
  for (;;) {
    if (sendmsg(channel, &message, MSG_NOSIGNAL) >= 0) return 0;
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return err_set(err, ERR_AGAIN, "channel is full");
    if (errno == EPIPE || errno == ECONNRESET) return err_set(err, ERR_CLOSED, "channel is closed");
    return err_system(err, "channel send");
  }
}

void channel_message_clear(struct channel_message *message) {
  for (uint32_t i = 0; i < message->fd_count; i++) fd_close(&message->fds[i]);
  message->fd_count = 0;
}

/* Collects descriptors first, so that none leaks whatever else is wrong with the packet. */
static int collect_fds(struct msghdr *header, struct channel_message *message, struct err *err) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      if (message->fd_count < CHANNEL_FDS_MAX)
        message->fds[message->fd_count++] = fd;
      else
        close(fd);
    }
  }
  if (header->msg_flags & (MSG_TRUNC | MSG_CTRUNC))
    return err_set(err, ERR_PROTOCOL, "channel message truncated");
  return 0;
}

int channel_receive(int channel, struct channel_message *message, struct err *err) {
  struct header header = {0};
  struct iovec parts[2] = {{&header, sizeof header}, {message->payload, CHANNEL_PAYLOAD_MAX}};
  union {
    char bytes[CMSG_SPACE(sizeof(int) * CHANNEL_FDS_MAX)];
    struct cmsghdr align;
  } control;
  struct msghdr raw = {.msg_iov = parts,
                       .msg_iovlen = 2,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
  message->fd_count = 0;
  ssize_t got;
  do got = recvmsg(channel, &raw, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) return err_set(err, ERR_AGAIN, "no message");
  if (got < 0 && errno == ECONNRESET) return err_set(err, ERR_CLOSED, "channel is closed");
  if (got < 0) return err_system(err, "channel receive");
  if (got == 0) return err_set(err, ERR_CLOSED, "channel is closed");
  int rc = collect_fds(&raw, message, err);
  if (rc == 0 && ((size_t)got < sizeof header || header.length != (size_t)got - sizeof header ||
                  header.fd_count != message->fd_count))
    rc = err_set(err, ERR_PROTOCOL,
                 "channel message: type %u announces %u bytes and %u descriptors, has %zd and %u",
                 header.type, header.length, header.fd_count, got, message->fd_count);
  if (rc < 0) {
    channel_message_clear(message);
    return rc;
  }
  message->type = header.type;
  message->length = header.length;
  return 0;
}

int channel_receive_until(int channel, uint64_t deadline, struct channel_message *message,
                          struct err *err) {
  struct pollfd waiting = {.fd = channel, .events = POLLIN};
  int ready;
  do ready = poll(&waiting, 1, clock_poll_timeout(deadline));
  while (ready < 0 && errno == EINTR);
  if (ready < 0) return err_system(err, "poll");
  if (ready == 0) {
    message->fd_count = 0;
    return err_set(err, ERR_AGAIN, "no message before the deadline");
  }
  return channel_receive(channel, message, err);
}

int channel_message_take_fd(struct channel_message *message, size_t index) {
  if (index >= message->fd_count) return -1;
  return fd_steal(&message->fds[index]);
}

int channel_message_expect_fds(const struct channel_message *message, size_t count,
                               struct err *err) {
  if (message->fd_count == count) return 0;
  return err_set(err, ERR_PROTOCOL, "message type %u: %u descriptors, expected %zu", message->type,
                 message->fd_count, count);
}

int channel_set_nonblocking(int channel, struct err *err) {
  int flags = fcntl(channel, F_GETFL);
  if (flags < 0 || fcntl(channel, F_SETFL, flags | O_NONBLOCK) < 0)
    return err_system(err, "fcntl O_NONBLOCK");
  return 0;
}

int channel_blob_put(struct bytes_writer *writer, const void *data, size_t length, int *ret_fd,
                     struct err *err) {
  *ret_fd = -1;
  bytes_put_u64(writer, length);
  bytes_put_u8(writer, length <= CHANNEL_BLOB_INLINE);
  if (length <= CHANNEL_BLOB_INLINE) {
    bytes_put_raw(writer, data, length);
    return 0;
  }
  return fd_sealed("blob", data, length, ret_fd, err);
}

static int read_sealed(int fd, uint64_t length, uint8_t *buffer, struct err *err) {
  const int needed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  uint64_t size = 0;
  int rc = fd_size(fd, &size, err);
  if (rc < 0) return rc;
  int seals = fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & needed) != needed)
    return err_set(err, ERR_PROTOCOL, "blob: its file is not sealed");
  if (size != length)
    return err_set(err, ERR_PROTOCOL, "blob: %llu bytes announced, its file has %llu",
                   (unsigned long long)length, (unsigned long long)size);
  for (uint64_t done = 0; done < length;) {
    ssize_t got = pread(fd, buffer + done, length - done, (off_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return err_system(err, "blob: pread");
    done += (uint64_t)got;
  }
  return 0;
}

int channel_blob_get(struct bytes_reader *reader, struct channel_message *message, size_t fd_index,
                     size_t limit, uint8_t **data, size_t *length, int *ret_used, struct err *err) {
  uint64_t size = bytes_get_u64(reader);
  uint8_t is_inline = bytes_get_u8(reader);
  if (reader->failed || is_inline > 1 || (is_inline && size > CHANNEL_BLOB_INLINE))
    return err_set(err, ERR_PROTOCOL, "blob: malformed");
  if (size > limit)
    return err_set(err, ERR_LIMIT, "blob: %llu bytes, the limit is %zu", (unsigned long long)size,
                   limit);
  FREE_CLEANUP uint8_t *buffer = malloc((size_t)size + 1);
  if (!buffer)
    return err_set(err, ERR_MEMORY, "blob: no memory for %llu bytes", (unsigned long long)size);
  *ret_used = !is_inline;
  if (is_inline) {
    bytes_get_raw(reader, buffer, (size_t)size);
    if (reader->failed) return err_set(err, ERR_PROTOCOL, "blob: cut short");
  } else {
    if (fd_index >= message->fd_count || message->fds[fd_index] < 0)
      return err_set(err, ERR_PROTOCOL, "blob: its file is missing");
    int rc = read_sealed(message->fds[fd_index], size, buffer, err);
    if (rc < 0) return rc;
  }
  buffer[size] = 0;
  *data = buffer;
  buffer = NULL;
  *length = (size_t)size;
  return 0;
}
