#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/record/field.h"
#include "proto/record/role.h"

const char *role_name(enum role_kind kind) {
  static const char *const names[] = {
      [ROLE_SUPERVISOR] = "supervisor", [ROLE_FRONT] = "front",   [ROLE_LEDGER] = "ledger",
      [ROLE_SIGNER] = "signer",         [ROLE_JAILER] = "jailer", [ROLE_JUDGE] = "judge",
      [ROLE_LIBRARIAN] = "librarian",
  };
  return kind >= ROLE_SUPERVISOR && kind <= ROLE_LIBRARIAN ? names[kind] : "?";
}

void role_config_put(const struct role_config *config, struct bytes_writer *writer) {
  bytes_put_u32(writer, config->kind);
  bytes_put_u32(writer, config->index);
  bytes_put_u32(writer, config->slots);
  bytes_put_u32(writer, config->log_level);
  bytes_put_string(writer, config->endpoint);
  bytes_put_u64(writer, config->queue_limit);
  bytes_put_u32(writer, config->attempts_max);
  bytes_put_u64(writer, config->lease_ns);
  bytes_put_u64(writer, config->disk_reserve);
  bytes_put_string(writer, config->bank_prebuilt);
}

int role_config_get(struct role_config *config, struct bytes_reader *reader, struct err *err) {
  struct role_config got = {0};
  got.kind = (enum role_kind)field_get_choice(reader, ROLE_FRONT, ROLE_LIBRARIAN);
  got.index = bytes_get_u32(reader);
  got.slots = bytes_get_u32(reader);
  got.log_level = field_get_choice(reader, 0, 7);
  bytes_get_string(reader, got.endpoint, sizeof got.endpoint);
  got.queue_limit = bytes_get_u64(reader);
  got.attempts_max = bytes_get_u32(reader);
  got.lease_ns = bytes_get_u64(reader);
  got.disk_reserve = bytes_get_u64(reader);
  bytes_get_string(reader, got.bank_prebuilt, sizeof got.bank_prebuilt);
  int rc = field_check(reader, "role's configuration", err);
  if (rc == 0) *config = got;
  return rc;
}

void role_peer_put(const struct role_peer *peer, struct bytes_writer *writer) {
  bytes_put_u32(writer, peer->kind);
  bytes_put_u32(writer, peer->index);
}

int role_peer_get(struct role_peer *peer, struct bytes_reader *reader, struct err *err) {
  struct role_peer got = {0};
  got.kind = (enum role_kind)field_get_choice(reader, ROLE_SUPERVISOR, ROLE_LIBRARIAN);
  got.index = bytes_get_u32(reader);
  int rc = field_check(reader, "role's peer", err);
  if (rc == 0) *peer = got;
  return rc;
}

int client_table_pack(const struct client_table *table, uint8_t **data, size_t *length,
                      struct err *err) {
  if (table->count > CLIENT_TABLE_ROWS_MAX)
    return err_set(err, ERR_LIMIT, "clients: %u keys, the limit is %u", table->count,
                   CLIENT_TABLE_ROWS_MAX);
  size_t capacity = 4 + (size_t)table->count * (sizeof(struct client_key) + 8);
  FREE_CLEANUP uint8_t *buffer = malloc(capacity);
  if (!buffer) return err_set(err, ERR_MEMORY, "clients: no memory for %u keys", table->count);
  struct bytes_writer writer = bytes_writer(buffer, capacity);
  bytes_put_u32(&writer, table->count);
  for (uint32_t i = 0; i < table->count; i++) {
    bytes_put_string(&writer, table->clients[i].tenant);
    bytes_put_raw(&writer, table->clients[i].key, sizeof table->clients[i].key);
    bytes_put_u32(&writer, table->clients[i].roles);
  }
  int rc = bytes_writer_finish(&writer, "clients", err);
  if (rc < 0) return rc;
  *data = buffer;
  buffer = NULL;
  *length = writer.length;
  return 0;
}

/* Of a row with an empty name: what is announced must fit before memory is taken for it. */
#define CLIENT_BYTES_MIN (4 + sizeof((struct client_key *)0)->key + 4)

int client_table_unpack(struct client_table *table, const uint8_t *data, size_t length,
                        struct err *err) {
  struct bytes_reader reader = bytes_reader(data, length);
  struct client_table got = {.count = field_get_choice(&reader, 0, CLIENT_TABLE_ROWS_MAX)};
  if (got.count > length / CLIENT_BYTES_MIN)
    return err_set(err, ERR_PROTOCOL, "clients: %u keys in %zu bytes", got.count, length);
  got.clients = calloc(got.count + 1u, sizeof *got.clients);
  if (!got.clients) return err_set(err, ERR_MEMORY, "clients: no memory for %u keys", got.count);
  for (uint32_t i = 0; i < got.count && !reader.failed; i++) {
    struct client_key *client = &got.clients[i];
    field_get_text(&reader, client->tenant, sizeof client->tenant);
    bytes_get_raw(&reader, client->key, sizeof client->key);
    client->roles =
        field_get_choice(&reader, 0, CLIENT_ROLE_SUBMIT | CLIENT_ROLE_READ | CLIENT_ROLE_ADMIN);
    if (!client->tenant[0]) reader.failed = true;
  }
  int rc = bytes_reader_finish(&reader, "clients", err);
  if (rc < 0)
    client_table_clear(&got);
  else
    *table = got;
  return rc;
}

void client_table_clear(struct client_table *table) {
  free(table->clients);
  table->clients = NULL;
  table->count = 0;
}

int lease_put(const struct lease *lease, struct bytes_writer *writer, int *ret_fd,
              struct err *err) {
  job_ref_put(&lease->job, writer);
  field_put_bool(writer, lease->has_seed);
  bytes_put_raw(writer, lease->seed, sizeof lease->seed);
  return submission_put(&lease->submission, writer, ret_fd, err);
}

int lease_get(struct lease *lease, struct bytes_reader *reader, struct channel_message *message,
              struct err *err) {
  struct lease got = {0};
  job_ref_get(&got.job, reader);
  got.has_seed = field_get_bool(reader);
  bytes_get_raw(reader, got.seed, sizeof got.seed);
  int rc = submission_get(&got.submission, reader, message, 0, err);
  if (rc < 0) return err_wrap(err, rc, "lease");
  *lease = got;
  return 0;
}

void fault_record_put(const struct fault_record *fault, struct bytes_writer *writer) {
  job_ref_put(&fault->job, writer);
  field_put_text(writer, fault->reason);
}

int fault_record_get(struct fault_record *fault, struct bytes_reader *reader, struct err *err) {
  struct fault_record got = {0};
  job_ref_get(&got.job, reader);
  field_get_text(reader, got.reason, sizeof got.reason);
  int rc = field_check(reader, "fault", err);
  if (rc == 0) *fault = got;
  return rc;
}
