#include "daemon/front/gate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define HANDSHAKES_PER_TURN 64
#define PART_BYTES 256

/* Beside User-Id (the tenant), which entry of the table the key is: a tenant may have several keys
 * with different roles. ZAP metadata, so only this handler can set it. */
#define CLIENT_PROPERTY "X-Client"

enum zap_part {
  ZAP_VERSION,
  ZAP_REQUEST,
  ZAP_DOMAIN,
  ZAP_ADDRESS,
  ZAP_IDENTITY,
  ZAP_MECHANISM,
  ZAP_KEY,
  ZAP_PARTS
};

struct zap_request {
  uint8_t parts[ZAP_PARTS][PART_BYTES];
  size_t lengths[ZAP_PARTS];
  size_t count; /* may be more than ZAP_PARTS: then it is malformed */
};

static int compare_clients(const void *a, const void *b) {
  return memcmp(((const struct gate_client *)a)->key, ((const struct gate_client *)b)->key, 32);
}

static int compare_key(const void *key, const void *client) {
  return memcmp(key, ((const struct gate_client *)client)->key, 32);
}

static int copy_table(struct gate *gate, const struct client_table *table, struct err *err) {
  gate->clients = calloc(table->count + 1u, sizeof *gate->clients);
  if (!gate->clients) return err_set(err, ERR_MEMORY, "clients: no memory for %u", table->count);
  gate->count = table->count;
  for (uint32_t i = 0; i < table->count; i++) {
    const struct client_key *from = &table->clients[i];
    struct gate_client *to = &gate->clients[i];
    memcpy(to->key, from->key, sizeof to->key);
    memcpy(to->tenant, from->tenant, sizeof to->tenant);
    to->roles = from->roles;
  }
  qsort(gate->clients, gate->count, sizeof *gate->clients, compare_clients);
  for (uint32_t i = 1; i < gate->count; i++)
    if (compare_clients(&gate->clients[i - 1], &gate->clients[i]) == 0)
      return err_set(err, ERR_INVALID, "clients: %s and %s have the same key",
                     gate->clients[i - 1].tenant, gate->clients[i].tenant);
  return 0;
}

int gate_open(struct gate *gate, void *context, const struct client_table *table, struct err *err) {
  *gate = (struct gate){0};
  int rc = copy_table(gate, table, err);
  if (rc < 0) {
    gate_close(gate);
    return rc;
  }
  gate->socket = zmq_socket(context, ZMQ_REP);
  int linger = 0;
  if (!gate->socket || zmq_setsockopt(gate->socket, ZMQ_LINGER, &linger, sizeof linger) < 0 ||
      zmq_bind(gate->socket, ZAP_ENDPOINT) < 0) {
    rc = err_set(err, ERR_SYSTEM, "gate: %s", zmq_strerror(errno));
    gate_close(gate);
    return rc;
  }
  return 0;
}

void gate_close(struct gate *gate) {
  if (gate->socket) zmq_close(gate->socket);
  free(gate->clients);
  *gate = (struct gate){0};
}

/* A part that is too long makes the request malformed, as does a wrong number of parts. */
static int receive(struct gate *gate, struct zap_request *request, struct err *err) {
  request->count = 0;
  for (int more = 1; more;) {
    uint8_t surplus[PART_BYTES];
    uint8_t *part = request->count < ZAP_PARTS ? request->parts[request->count] : surplus;
    int got = zmq_recv(gate->socket, part, PART_BYTES, ZMQ_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN && request->count == 0)
      return err_set(err, ERR_AGAIN, "no handshake waits");
    if (got < 0) return err_set(err, ERR_SYSTEM, "gate: %s", zmq_strerror(errno));
    if (got > PART_BYTES)
      request->count = ZAP_PARTS + 1;
    else if (request->count < ZAP_PARTS)
      request->lengths[request->count] = (size_t)got;
    request->count++;
    size_t size = sizeof more;
    zmq_getsockopt(gate->socket, ZMQ_RCVMORE, &more, &size);
  }
  return 0;
}

static bool part_is(const struct zap_request *request, enum zap_part part, const char *text) {
  return request->lengths[part] == strlen(text) &&
         memcmp(request->parts[part], text, strlen(text)) == 0;
}

static const struct gate_client *decide(const struct gate *gate,
                                        const struct zap_request *request) {
  if (request->count != ZAP_PARTS || !part_is(request, ZAP_VERSION, "1.0") ||
      !part_is(request, ZAP_DOMAIN, GATE_DOMAIN) || !part_is(request, ZAP_MECHANISM, "CURVE") ||
      request->lengths[ZAP_KEY] != 32)
    return NULL;
  return bsearch(request->parts[ZAP_KEY], gate->clients, gate->count, sizeof *gate->clients,
                 compare_key);
}

/* ZAP metadata: name with one length byte, value with four. */
static size_t client_metadata(uint32_t index, uint8_t metadata[static 64]) {
  const size_t name = sizeof CLIENT_PROPERTY - 1;
  char value[16];
  size_t length = (size_t)snprintf(value, sizeof value, "%u", index);
  metadata[0] = (uint8_t)name;
  memcpy(metadata + 1, CLIENT_PROPERTY, name);
  memset(metadata + 1 + name, 0, 3);
  metadata[4 + name] = (uint8_t)length;
  memcpy(metadata + 5 + name, value, length);
  return 5 + name + length;
}

static int answer(struct gate *gate, const struct zap_request *request,
                  const struct gate_client *client, struct err *err) {
  uint8_t metadata[64];
  size_t metadata_length = 0, id_length = 0;
  if (client) metadata_length = client_metadata((uint32_t)(client - gate->clients), metadata);
  if (request->count > ZAP_REQUEST) id_length = request->lengths[ZAP_REQUEST];
  const char *status = client ? "200" : "400", *reason = client ? "OK" : "unknown key";
  const char *user = client ? client->tenant : "";
  struct {
    const void *data;
    size_t length;
  } parts[] = {{"1.0", 3},           {request->parts[ZAP_REQUEST], id_length},
               {status, 3},          {reason, strlen(reason)},
               {user, strlen(user)}, {metadata, metadata_length}};
  const size_t count = sizeof parts / sizeof parts[0];
  for (size_t i = 0; i < count; i++)
    if (zmq_send(gate->socket, parts[i].data, parts[i].length, i + 1 < count ? ZMQ_SNDMORE : 0) < 0)
      return err_set(err, ERR_SYSTEM, "gate: %s", zmq_strerror(errno));
  return 0;
}

static void log_refusal(struct gate *gate, const struct zap_request *request) {
  uint64_t now = clock_monotonic();
  char key[41] = "?";
  gate->refused++;
  if (gate->logged_at && now - gate->logged_at < CLOCK_SECOND) return;
  gate->logged_at = now;
  if (request->count == ZAP_PARTS && request->lengths[ZAP_KEY] == 32)
    zmq_z85_encode(key, request->parts[ZAP_KEY], 32);
  log_info("-", "client key %s refused; %llu refusals so far", key,
           (unsigned long long)gate->refused);
}

int gate_serve(struct gate *gate, struct err *err) {
  struct zap_request request = {0};
  for (int i = 0; i < HANDSHAKES_PER_TURN; i++) {
    int rc = receive(gate, &request, err);
    if (rc == -ERR_AGAIN) return 0;
    if (rc < 0) return rc;
    const struct gate_client *client = decide(gate, &request);
    if (!client) log_refusal(gate, &request);
    rc = answer(gate, &request, client, err);
    if (rc < 0) return rc;
  }
  return 0;
}

struct gate_client *gate_identify(struct gate *gate, zmq_msg_t *message) {
  const char *user = zmq_msg_gets(message, "User-Id");
  const char *index = zmq_msg_gets(message, CLIENT_PROPERTY);
  if (!user || !index) return NULL;
  unsigned long number = strtoul(index, NULL, 10);
  if (number >= gate->count) return NULL;
  struct gate_client *client = &gate->clients[number];
  return strcmp(user, client->tenant) == 0 ? client : NULL;
}
