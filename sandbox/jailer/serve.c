#include "sandbox/jailer/serve.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include "daemon/base/fd.h"
#include "daemon/base/log.h"

struct client {
  int channel; /* -1 = none */
  struct pool *pool;
};

static struct channel_message message;

static int send_record(const struct client *client, uint32_t type, struct bytes_writer *writer,
                       const int *fd, struct err *err) {
  int rc = bytes_writer_finish(writer, "answer", err);
  if (rc < 0) return rc;
  return channel_send(client->channel, type, writer->data, writer->length, fd, fd ? 1 : 0, err);
}

static int hello(struct client *client, struct err *err) {
  static const char *const names[] = {[BOX_ACCOUNTING_CGROUP2] = "cgroup2",
                                      [BOX_ACCOUNTING_CGROUP1] = "cgroup1",
                                      [BOX_ACCOUNTING_RLIMIT] = "rlimit"};
  const struct pool *pool = client->pool;
  uint8_t payload[512];
  char tier[256];
  snprintf(tier, sizeof tier, "user+pid+mount+net+ipc+uts+cgroup ns, %s, seccomp, %s",
           pool->identity.separate ? "own uid" : "shared uid", names[pool->cgroup.accounting]);
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  bytes_put_u8(&writer, (uint8_t)pool->cgroup.accounting);
  bytes_put_string(&writer, tier);
  return send_record(client, JAIL_WELCOME, &writer, NULL, err);
}

static int open_box(struct client *client, struct err *err) {
  struct jail_open request;
  struct err failure = {0};
  uint8_t payload[16];
  uint64_t number = 0;
  FD_CLEANUP int channel = -1;
  struct bytes_reader reader = bytes_reader(message.payload, message.length);
  int rc = jail_open_get(&reader, &request, &failure);
  if (rc == 0) rc = pool_open_box(client->pool, &request, &number, &channel, &failure);
  if (rc < 0) return protocol_send_failure(client->channel, JAIL_FAILED, &failure, err);
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  bytes_put_u64(&writer, number);
  return send_record(client, JAIL_OPENED, &writer, &channel, err);
}

static int close_box(struct client *client, struct err *err) {
  struct jail_closed closed = {0};
  struct err failure = {0};
  uint8_t payload[32];
  struct bytes_reader reader = bytes_reader(message.payload, message.length);
  uint64_t number = bytes_get_u64(&reader);
  int rc = bytes_reader_finish(&reader, "close", &failure);
  if (rc == 0) rc = pool_close_box(client->pool, number, &closed, &failure);
  if (rc < 0) return protocol_send_failure(client->channel, JAIL_FAILED, &failure, err);
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  jail_closed_put(&writer, &closed);
  return send_record(client, JAIL_CLOSED, &writer, NULL, err);
}

static const struct {
  uint32_t type;
  int (*handle)(struct client *client, struct err *err);
} requests[] = {{JAIL_HELLO, hello}, {JAIL_OPEN, open_box}, {JAIL_CLOSE, close_box}};

static int dispatch(struct client *client, struct err *err) {
  int rc = channel_message_expect_fds(&message, 0, err);
  if (rc < 0) return rc;
  for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
    if (requests[i].type == message.type) return requests[i].handle(client, err);
  return err_set(err, ERR_PROTOCOL, "request of type %u", message.type);
}

/* A client that breaks the protocol loses its connection and its boxes. */
static void drop_client(struct client *client) {
  fd_close(&client->channel);
  pool_close_all(client->pool);
}

static void serve_client(struct client *client) {
  struct err err = {0};
  int rc = channel_receive(client->channel, &message, &err);
  if (rc == 0) {
    rc = dispatch(client, &err);
    channel_message_clear(&message);
  }
  if (rc == 0) return;
  if (err.code != ERR_CLOSED) log_error("-", "client dropped: %s", err.message);
  drop_client(client);
}

static int take_client(int control, struct client *client, struct err *err) {
  int rc = channel_receive(control, &message, err);
  if (rc < 0) return rc;
  rc = channel_message_expect_fds(&message, 1, err);
  if (rc == 0 && (message.type != JAILER_CLIENT || message.length != 0))
    rc = err_set(err, ERR_PROTOCOL, "control message of type %u", message.type);
  if (rc == 0) {
    drop_client(client);
    client->channel = channel_message_take_fd(&message, 0);
  }
  channel_message_clear(&message);
  return rc;
}

int serve(int control, struct pool *pool, struct err *err) {
  struct client client = {.channel = -1, .pool = pool};
  int rc = 0;
  while (rc == 0) {
    struct pollfd polls[] = {{.fd = control, .events = POLLIN},
                             {.fd = client.channel, .events = POLLIN}};
    if (poll(polls, 2, -1) < 0 && errno != EINTR) {
      rc = err_system(err, "poll");
    } else if (polls[0].revents) {
      struct err closed = {0};
      rc = take_client(control, &client, &closed);
      if (rc < 0 && closed.code == ERR_CLOSED) break;
      if (rc < 0 && err) *err = closed;
    } else if (polls[1].revents) {
      serve_client(&client);
    }
  }
  drop_client(&client);
  return rc == -ERR_CLOSED ? 0 : rc;
}
