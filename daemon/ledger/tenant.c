#include "daemon/ledger/tenant.h"

#include <stdlib.h>
#include <string.h>

static uint32_t bucket_of_name(const char *name) { /* FNV-1a */
  uint32_t hash = 2166136261u;
  for (; *name; name++) hash = (hash ^ (uint8_t)*name) * 16777619u;
  return hash % TENANT_BUCKETS;
}

struct tenant *tenant_get(struct tenant_table *table, const char *name) {
  struct tenant **bucket = &table->tenants[bucket_of_name(name)];
  for (struct tenant *tenant = *bucket; tenant; tenant = tenant->next)
    if (strcmp(tenant->name, name) == 0) return tenant;
  struct tenant *tenant = calloc(1, sizeof *tenant);
  if (!tenant) return NULL;
  strncpy(tenant->name, name, sizeof tenant->name - 1);
  for (int i = 0; i < LANE_COUNT; i++) tenant->queues[i].tenant = tenant;
  tenant->due = TENANT_NEVER;
  tenant->next = *bucket;
  *bucket = tenant;
  return tenant;
}

static struct session **find_link(struct tenant_table *table, uint64_t number) {
  struct session **link = &table->sessions[number % TENANT_BUCKETS];
  while (*link && (*link)->number != number) link = &(*link)->next_in_bucket;
  return link;
}

struct session *tenant_find_session(struct tenant_table *table, uint64_t number) {
  return *find_link(table, number);
}

struct session *tenant_add_session(struct tenant_table *table, struct tenant *tenant,
                                   uint64_t number) {
  struct session **link = find_link(table, number);
  if (*link) return *link;
  if (table->session_count == TENANT_SESSIONS_MAX) return NULL;
  struct session *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  session->number = number;
  session->tenant = tenant;
  session->next_of_tenant = tenant->sessions;
  if (tenant->sessions) tenant->sessions->previous_of_tenant = session;
  tenant->sessions = session;
  table->session_count++;
  *link = session;
  return session;
}

void tenant_remove_session(struct tenant_table *table, uint64_t number) {
  struct session **link = find_link(table, number), *session = *link;
  if (!session) return;
  *link = session->next_in_bucket;
  if (session->previous_of_tenant)
    session->previous_of_tenant->next_of_tenant = session->next_of_tenant;
  else
    session->tenant->sessions = session->next_of_tenant;
  if (session->next_of_tenant)
    session->next_of_tenant->previous_of_tenant = session->previous_of_tenant;
  table->session_count--;
  free(session);
}

void tenant_remove_sessions(struct tenant_table *table) {
  for (uint32_t i = 0; i < TENANT_BUCKETS; i++)
    while (table->sessions[i]) tenant_remove_session(table, table->sessions[i]->number);
}
