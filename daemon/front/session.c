#include "daemon/front/session.h"

#include <stdlib.h>
#include <string.h>

#define INDEX_BITS 16

static uint32_t bucket_of(const struct session_address *address) {
  uint32_t number;
  memcpy(&number, address->routing_id + 1, sizeof number);
  return (number * 2654435761u) >> 20; /* 4096 buckets */
}
_Static_assert(SESSIONS_MAX == 1u << 12, "bucket_of keeps 12 bits");

int session_table_open(struct session_table *table, struct err *err) {
  table->sessions = calloc(SESSIONS_MAX, sizeof *table->sessions);
  if (!table->sessions) return err_set(err, ERR_MEMORY, "sessions: no memory");
  for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
    table->buckets[i] = SESSION_NONE;
    table->sessions[i].next = i + 1 < SESSIONS_MAX ? i + 1 : SESSION_NONE;
  }
  table->free = 0;
  table->generation = 1;
  return 0;
}

void session_table_close(struct session_table *table) {
  free(table->sessions);
  table->sessions = NULL;
}

struct session *session_find(struct session_table *table, const struct session_address *address,
                             const struct gate_client *client, struct session **ret_stale) {
  *ret_stale = NULL;
  for (uint32_t i = table->buckets[bucket_of(address)]; i != SESSION_NONE;
       i = table->sessions[i].next) {
    struct session *session = &table->sessions[i];
    if (memcmp(session->address.routing_id, address->routing_id, sizeof address->routing_id) != 0)
      continue;
    if (session->client == client) return session;
    *ret_stale = session;
    return NULL;
  }
  return NULL;
}

int session_add(struct session_table *table, const struct session_address *address,
                struct gate_client *client, struct session **ret_session, struct err *err) {
  if (client->sessions >= SESSIONS_PER_CLIENT)
    return err_set(err, ERR_LIMIT, "connection: this key has %u, the limit is %u", client->sessions,
                   SESSIONS_PER_CLIENT);
  if (table->free == SESSION_NONE)
    return err_set(err, ERR_LIMIT, "connection: the daemon has %u, the limit is %u", SESSIONS_MAX,
                   SESSIONS_MAX);
  uint32_t index = table->free, bucket = bucket_of(address);
  struct session *session = &table->sessions[index];
  table->free = session->next;
  *session = (struct session){.number = table->generation++ << INDEX_BITS | index,
                              .address = *address,
                              .client = client,
                              .first_pending = SESSION_NONE,
                              .last_pending = SESSION_NONE,
                              .next = table->buckets[bucket]};
  table->buckets[bucket] = index;
  client->sessions++;
  *ret_session = session;
  return 0;
}

struct session *session_by_number(struct session_table *table, uint64_t number) {
  uint32_t index = number & ((1u << INDEX_BITS) - 1);
  if (number == 0 || index >= SESSIONS_MAX || table->sessions[index].number != number) return NULL;
  return &table->sessions[index];
}

void session_remove(struct session_table *table, struct session *session) {
  uint32_t index = (uint32_t)(session - table->sessions);
  uint32_t *link = &table->buckets[bucket_of(&session->address)];
  while (*link != index) link = &table->sessions[*link].next;
  *link = session->next;
  session->client->sessions--;
  session->number = 0;
  session->next = table->free;
  table->free = index;
}
