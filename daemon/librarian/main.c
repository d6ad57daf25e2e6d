/* graded-librarian: builds the question bank into the store, once, and ends.
 *
 * It reads what authors wrote, has graders compiled in a box of its own jailer, and sends the index
 * of what can be asked to the supervisor. A question that cannot be built is in the index with the
 * reason; an error here means that the host or our own parts have failed. */
#include <errno.h>
#include <fcntl.h>

#include "daemon/base/confine.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "graders/bank/build.h"
#include "graders/bank/store.h"
#include "proto/record/message.h"
#include "proto/record/role.h"

enum { RESOURCE_SOURCE, RESOURCE_STORE, RESOURCE_LIBEXEC, RESOURCE_COUNT };

struct librarian {
  struct role role;
  struct jail *jail;
  struct builder *builder;
  int prebuilt; /* -1: none */
};

/* The setting is only a hint: without it everything is compiled. */
static int open_prebuilt(const char *path) {
  if (!path[0]) return -1;
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) log_warning("-", "ignoring built packages in %s: they cannot be opened", path);
  return fd;
}

/* Until GO: the channel to the jailer arrives. *ret_go is false when the supervisor has gone. */
static int wait_for_go(struct librarian *librarian, bool *ret_go, struct err *err) {
  for (;;) {
    struct role_event event;
    int rc = role_next(&librarian->role, &event, err);
    if (rc < 0) return rc;
    if (event.kind == ROLE_EVENT_GO || event.kind == ROLE_EVENT_END) {
      *ret_go = event.kind == ROLE_EVENT_GO;
      return 0;
    }
    if (event.kind == ROLE_EVENT_PEER && event.peer.kind == ROLE_JAILER && !librarian->jail) {
      rc = jail_connect(event.fd, &librarian->jail, err);
      if (rc < 0) return rc;
      continue;
    }
    fd_close(&event.fd);
    return err_set(err, ERR_PROTOCOL, "control event %d is not for the librarian", (int)event.kind);
  }
}

static int send_index(struct librarian *librarian, const struct bank_index *index,
                      struct err *err) {
  FREE_CLEANUP uint8_t *packed = NULL;
  FD_CLEANUP int sealed = -1;
  size_t length;
  int rc = bank_index_pack(index, &packed, &length, err);
  if (rc == 0) rc = fd_sealed("bank-index", packed, length, &sealed, err);
  if (rc == 0)
    rc = channel_send(librarian->role.control, MESSAGE_BANK_INDEX, NULL, 0, &sealed, 1, err);
  return rc < 0 ? err_wrap(err, rc, "the bank's index") : 0;
}

static int build(struct librarian *librarian, struct err *err) {
  const int *resources = librarian->role.resources;
  struct bank_index index;
  uint32_t available = 0;
  int rc = store_sweep(resources[RESOURCE_STORE], err);
  if (rc == 0)
    rc = builder_open(librarian->jail, resources[RESOURCE_LIBEXEC], resources[RESOURCE_STORE],
                      librarian->prebuilt, &librarian->builder, err);
  if (rc == 0) rc = build_bank(librarian->builder, resources[RESOURCE_SOURCE], &index, err);
  if (rc < 0) return rc;
  for (uint32_t i = 0; i < index.count; i++) available += index.rows[i].available;
  log_info("-", "%u of %u questions can be asked", available, index.count);
  rc = send_index(librarian, &index, err);
  bank_index_clear(&index);
  return rc;
}

static int run(struct librarian *librarian, struct err *err) {
  bool go = false;
  int rc = role_begin(ROLE_LIBRARIAN, &librarian->role, err);
  if (rc == 0 && librarian->role.resource_count != RESOURCE_COUNT)
    rc = err_set(err, ERR_PROTOCOL, "%zu resources, expected %d", librarian->role.resource_count,
                 RESOURCE_COUNT);
  if (rc < 0) return rc;
  librarian->prebuilt = open_prebuilt(librarian->role.config.bank_prebuilt);
  rc = wait_for_go(librarian, &go, err);
  if (rc < 0 || !go) return rc;
  if (!librarian->jail) return err_set(err, ERR_PROTOCOL, "no channel to a jailer was given");
  /* libcrypto reads its configuration at the first digest. */
  uint8_t digest[DIGEST_SIZE];
  rc = digest_sha256("", 0, digest, err);
  if (rc == 0) rc = confine(CONFINE_LIBRARIAN, err);
  if (rc == 0) rc = role_say(&librarian->role, MESSAGE_ROLE_READY, err);
  return rc < 0 ? rc : build(librarian, err);
}

int main(void) {
  static struct librarian librarian = {.prebuilt = -1};
  struct err err;
  int rc = run(&librarian, &err);
  if (rc < 0) log_error("-", "%s", err.message);
  builder_close(&librarian.builder);
  jail_free(&librarian.jail);
  fd_close(&librarian.prebuilt);
  return rc < 0;
}
