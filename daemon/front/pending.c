#include "daemon/front/pending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int pending_open(struct pending_table *table, struct err *err) {
  table->entries = calloc(PENDING_MAX, sizeof *table->entries);
  if (!table->entries) return err_set(err, ERR_MEMORY, "requests: no memory");
  for (uint32_t i = 0; i < PENDING_MAX; i++)
    table->entries[i].next = i + 1 < PENDING_MAX ? i + 1 : SESSION_NONE;
  table->free = 0;
  table->count = 0;
  return 0;
}

void pending_close(struct pending_table *table) {
  free(table->entries);
  table->entries = NULL;
}

int pending_add(struct pending_table *table, struct session *session, uint64_t request,
                const char *id, struct err *err) {
  if (session->in_flight >= PENDING_PER_SESSION)
    return err_set(err, ERR_LIMIT,
                   "%u requests of this connection wait for their answers, the limit is %u",
                   session->in_flight, PENDING_PER_SESSION);
  if (session->client->in_flight >= PENDING_PER_CLIENT)
    return err_set(err, ERR_LIMIT,
                   "%u requests of this key wait for their answers, the limit is %u",
                   session->client->in_flight, PENDING_PER_CLIENT);
  if (table->free == SESSION_NONE)
    return err_set(err, ERR_LIMIT, "%u requests wait for their answers, the limit is %u",
                   table->count, PENDING_MAX);
  uint32_t index = table->free;
  struct pending *entry = &table->entries[index];
  table->free = entry->next;
  entry->request = request;
  entry->next = SESSION_NONE;
  snprintf(entry->id, sizeof entry->id, "%s", id);
  if (session->last_pending == SESSION_NONE)
    session->first_pending = index;
  else
    table->entries[session->last_pending].next = index;
  session->last_pending = index;
  session->in_flight++;
  session->client->in_flight++;
  table->count++;
  return 0;
}

static void take_out(struct pending_table *table, struct session *session, uint32_t previous,
                     uint32_t index) {
  struct pending *entry = &table->entries[index];
  if (previous == SESSION_NONE)
    session->first_pending = entry->next;
  else
    table->entries[previous].next = entry->next;
  if (session->last_pending == index) session->last_pending = previous;
  entry->next = table->free;
  table->free = index;
  session->in_flight--;
  session->client->in_flight--;
  table->count--;
}

bool pending_settle(struct pending_table *table, struct session *session, uint64_t request,
                    const char *id) {
  uint32_t previous = SESSION_NONE;
  for (uint32_t i = session->first_pending; i != SESSION_NONE; i = table->entries[i].next) {
    if (table->entries[i].request == request && strcmp(table->entries[i].id, id) == 0) {
      take_out(table, session, previous, i);
      return true;
    }
    previous = i;
  }
  return false;
}

bool pending_pop(struct pending_table *table, struct session *session, struct pending *ret) {
  uint32_t index = session->first_pending;
  if (index == SESSION_NONE) return false;
  *ret = table->entries[index];
  take_out(table, session, SESSION_NONE, index);
  return true;
}
