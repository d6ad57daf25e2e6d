/* Theory of operation: libzmq lets every key in when its ZAP handler is missing or is not asked,
 * and says nothing about it. So the front tries it out on itself before it says that it is ready: a
 * socket with a fresh key connects, and only a refusal that libzmq reports as one will do. Silence
 * is a failure, too. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/front/listener.h"

#define MONITOR_ENDPOINT "inproc://self-test"
#define SELF_TEST_MS 5000

static int failed(struct err *err, const char *what) {
  return err_set(err, ERR_SYSTEM, "self-test: %s: %s", what, zmq_strerror(errno));
}

static int connect_stranger(const struct listener *listener, void *stranger, const char *secret_key,
                            struct err *err) {
  char server_public[41], own_public[41], own_secret[41];
  const int zero = 0, ipv6 = strchr(listener->endpoint, '[') != NULL;
  if (zmq_curve_public(server_public, secret_key) < 0 ||
      zmq_curve_keypair(own_public, own_secret) < 0)
    return failed(err, "keys");
  if (zmq_setsockopt(stranger, ZMQ_CURVE_SERVERKEY, server_public, 41) < 0 ||
      zmq_setsockopt(stranger, ZMQ_CURVE_PUBLICKEY, own_public, 41) < 0 ||
      zmq_setsockopt(stranger, ZMQ_CURVE_SECRETKEY, own_secret, 41) < 0 ||
      zmq_setsockopt(stranger, ZMQ_LINGER, &zero, sizeof zero) < 0 ||
      zmq_setsockopt(stranger, ZMQ_IPV6, &ipv6, sizeof ipv6) < 0 ||
      zmq_connect(stranger, listener->endpoint) < 0)
    return failed(err, listener->endpoint);
  return 0;
}

/* The number of the event that waits, 0 if none does. */
static unsigned next_event(void *monitor) {
  uint8_t event[6];
  char address[256];
  if (zmq_recv(monitor, event, sizeof event, ZMQ_DONTWAIT) < (int)sizeof event) return 0;
  zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT);
  return event[0] | (unsigned)event[1] << 8;
}

static int watch(void *monitor, struct gate *gate, struct err *err) {
  uint64_t deadline = clock_monotonic() + SELF_TEST_MS * CLOCK_MS, refused = gate->refused;
  for (int left; (left = clock_poll_timeout(deadline)) > 0;) {
    zmq_pollitem_t waiting[] = {{.socket = monitor, .events = ZMQ_POLLIN},
                                {.socket = gate->socket, .events = ZMQ_POLLIN}};
    if (zmq_poll(waiting, 2, left) < 0 && errno != EINTR) return failed(err, "zmq_poll");
    int rc = gate_serve(gate, err);
    if (rc < 0) return rc;
    for (unsigned event; (event = next_event(monitor));) {
      if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        return err_set(err, ERR_INTERNAL, "self-test: the gate let an unknown key in");
      if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && gate->refused > refused) return 0;
    }
  }
  return err_set(err, ERR_INTERNAL, "self-test: an unknown key was not refused within %d ms",
                 SELF_TEST_MS);
}

int listener_self_test(const struct listener *listener, void *context, struct gate *gate,
                       const char *secret_key, struct err *err) {
  void *stranger = zmq_socket(context, ZMQ_DEALER), *monitor = zmq_socket(context, ZMQ_PAIR);
  int rc = 0;
  if (!stranger || !monitor ||
      zmq_socket_monitor(stranger, MONITOR_ENDPOINT,
                         ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) < 0 ||
      zmq_connect(monitor, MONITOR_ENDPOINT) < 0)
    rc = failed(err, "sockets");
  if (rc == 0) rc = connect_stranger(listener, stranger, secret_key, err);
  if (rc == 0) rc = watch(monitor, gate, err);
  if (stranger) zmq_close(stranger);
  if (monitor) zmq_close(monitor);
  return rc;
}
