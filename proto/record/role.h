/* Records between the supervisor and every other role, on descriptor 3 of the role. */
#pragma once

#include "proto/record/route.h"

enum role_kind {
  ROLE_SUPERVISOR = 1,
  ROLE_FRONT,
  ROLE_LEDGER,
  ROLE_SIGNER,
  ROLE_JAILER,
  ROLE_JUDGE,
  ROLE_LIBRARIAN
};
const char *role_name(enum role_kind kind); /* "ledger" */

#define ROLE_CONTROL_FD 3

// clang-format off
/* What a role is told once, at its start. Each role reads only its own part; resources come as
 * descriptors of the same message in the order given here:
 *   front      [0] server CURVE secret key file (read once)
 *              [1] clients table (sealed file: packed client_table)
 *   ledger     [0] state directory (opened with O_RDONLY | O_DIRECTORY, not O_PATH)
 *   signer     [0] signing key (PEM)
 *   jailer     [0] cgroup directory, or none
 *   judge      [0] bank store directory, [1] secret of the bank (32 bytes), [2] libexec directory
 *   librarian  [0] bank source directory, [1] bank store directory (writable), [2] libexec directory */
// clang-format on
struct role_config {
  enum role_kind kind;
  uint32_t index; /* slot of a jailer or judge */
  uint32_t slots;
  uint32_t log_level;
  char endpoint[256];      /* front */
  uint64_t queue_limit;    /* ledger: submissions accepted and not done; beyond it OVERLOADED */
  uint32_t attempts_max;   /* ledger */
  uint64_t lease_ns;       /* ledger: a judge that says nothing for so long has lost its lease */
  uint64_t disk_reserve;   /* ledger: bytes that must stay free */
  char bank_prebuilt[256]; /* librarian: directory with built packages to take over, or "" */
};

struct role_peer {
  enum role_kind kind; /* who is at the other end */
  uint32_t index;
};

void role_config_put(const struct role_config *config, struct bytes_writer *writer);
int role_config_get(struct role_config *config, struct bytes_reader *reader, struct err *err);
void role_peer_put(const struct role_peer *peer, struct bytes_writer *writer);
int role_peer_get(struct role_peer *peer, struct bytes_reader *reader, struct err *err);

/* ---- a role's side of its start: the same steps in the same order in every main() ---- */

struct role {
  int control; /* descriptor 3 */
  struct role_config config;
  int resources[CHANNEL_FDS_MAX]; /* owned until taken */
  size_t resource_count;
};

enum role_event_kind {
  ROLE_EVENT_PEER =
      1,         /* a peer has (again) started: event.peer and event.fd (owned by the caller) */
  ROLE_EVENT_GO, /* all first peers have been given; the role confines itself and answers READY */
  ROLE_EVENT_DRAIN,     /* take no new work, finish, answer DRAINED */
  ROLE_EVENT_END,       /* the supervisor has gone: exit */
  ROLE_EVENT_BANK_INDEX /* front: a bank_index blob, replaces the one before: event.fd is its sealed
                           file (owned by the caller) */
};
struct role_event {
  enum role_event_kind kind;
  struct role_peer peer;
  int fd;
};

/* Checks descriptor 3, sets close-on-exec on everything else, no core dumps, not dumpable, dies
 * with the supervisor, ignores SIGPIPE; receives ROLE_CONFIG; opens the log. */
int role_begin(enum role_kind kind, struct role *ret_role, struct err *err);
/* Receives one control message (blocking); call it when poll(2) says that control is readable. */
int role_next(struct role *role, struct role_event *ret_event, struct err *err);
int role_say(struct role *role, uint32_t type, struct err *err); /* ROLE_READY, ROLE_DRAINED */

/* The tenants' keys, as the front needs them. */
#define CLIENT_ROLE_SUBMIT 1u
#define CLIENT_ROLE_READ 2u
#define CLIENT_ROLE_ADMIN 4u
struct client_key {
  char tenant[LIMIT_TENANT_BYTES + 1];
  uint8_t key[32]; /* CURVE public key */
  uint32_t roles;  /* CLIENT_ROLE_* */
};
#define CLIENT_TABLE_ROWS_MAX 65536u
struct client_table {
  uint32_t count;
  struct client_key *clients; /* owned */
};
int client_table_pack(const struct client_table *table, uint8_t **data, size_t *length,
                      struct err *err);
int client_table_unpack(struct client_table *table, const uint8_t *data, size_t length,
                        struct err *err);
void client_table_clear(struct client_table *table);

/* ledger -> judge */
struct lease {
  struct job_ref job;
  bool has_seed; /* a replay or regrade names its seed; else it follows from the bank's secret */
  uint8_t seed[DIGEST_SIZE];
  struct submission submission; /* owned source */
};
int lease_put(const struct lease *lease, struct bytes_writer *writer, int *ret_fd, struct err *err);
int lease_get(struct lease *lease, struct bytes_reader *reader, struct channel_message *message,
              struct err *err);

/* judge -> ledger: an infrastructure fault; reason is one line for staff. */
struct fault_record {
  struct job_ref job;
  char reason[256];
};
void fault_record_put(const struct fault_record *fault, struct bytes_writer *writer);
int fault_record_get(struct fault_record *fault, struct bytes_reader *reader, struct err *err);
