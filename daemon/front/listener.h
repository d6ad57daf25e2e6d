/* The one socket that clients speak to: a ROUTER with CURVE.
 *
 * Bounds: frames of LIMIT_FRAME_BYTES (libzmq drops the connection that sends more, before reading
 * it), RECEIVE_QUEUE messages read ahead and SEND_QUEUE messages waiting per connection, handshakes
 * of HANDSHAKE_MS. Frames per message can only be counted once the message is whole; what a client
 * that never ends its message can do is bounded by the process's own memory limit.
 *
 * The listening descriptor is made by ourselves before the front confines itself, and handed to
 * libzmq: binding a path needs file system calls that the front has no more afterwards. One thread.
 */
#pragma once

#include "daemon/front/gate.h"
#include "daemon/front/session.h"

struct listener {
  void *socket;       /* for zmq_poll */
  char endpoint[256]; /* as bound: with the real port */
};

/* Listens on "ipc:///path" (mode 0660; a stale socket is replaced) or "tcp://ADDRESS:PORT" with a
 * numeric address. */
int listener_prepare(const char *endpoint, int *ret_fd, struct err *err);

/* Serves on that descriptor (owned by libzmq then) with this secret key (Z85 text). */
int listener_open(struct listener *listener, void *context, const char *endpoint, int fd,
                  const char *secret_key, struct err *err);
void listener_close(struct listener *listener);

/* Connects with a key that nobody has and sees that the gate keeps it out; an error otherwise. */
int listener_self_test(const struct listener *listener, void *context, struct gate *gate,
                       const char *secret_key, struct err *err);

enum inbound_fault {
  INBOUND_OK = 0,
  INBOUND_FRAMES,    /* more frames than allowed: `frames` */
  INBOUND_DELIMITER, /* two frames, the first is not empty */
  INBOUND_NAMED      /* the peer has chosen its own routing id */
};

/* One message from a client whose key is known. */
struct inbound {
  zmq_msg_t sender;  /* routing id; initialised while the struct is filled, as is ... */
  zmq_msg_t payload; /* the last frame */
  struct session_address address; /* unless INBOUND_NAMED */
  struct gate_client *client;
  enum inbound_fault fault;
  size_t frames;
};

/* The next message; drops those that nobody vouches for. -ERR_AGAIN: none waits. The caller closes
 * with listener_release. */
int listener_receive(struct listener *listener, struct gate *gate, struct inbound *inbound,
                     struct err *err);
void listener_release(struct inbound *inbound);

/* -ERR_CLOSED: the peer has gone; -ERR_AGAIN: it does not read, the message is dropped. */
int listener_send(struct listener *listener, const struct session_address *address,
                  const void *data, size_t length, struct err *err);
/* The same to whoever sent this message. */
int listener_answer(struct listener *listener, struct inbound *inbound, const void *data,
                    size_t length, struct err *err);
