#include "daemon/ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/ledger/schema.sql.h"
#include "daemon/ledger/statements.h"

#define JOURNAL "journal.db"
#define APPLICATION_ID 0x47524444 /* "GRDD" */
#define SCHEMA_VERSION 1

/* Must come before the first table; the rest holds for one connection only. */
static const char before_schema[] =
    "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;";
static const char pragmas[] =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;"
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;";

static int fail(struct store *store, const char *doing, struct err *err) {
  int primary = sqlite3_errcode(store->database) & 0xff;
  bool passing = primary == SQLITE_FULL || primary == SQLITE_IOERR || primary == SQLITE_NOMEM ||
                 primary == SQLITE_BUSY || primary == SQLITE_CANTOPEN ||
                 primary == SQLITE_READONLY || primary == SQLITE_INTERRUPT;
  return err_set(err, passing ? ERR_AGAIN : ERR_INTERNAL, "journal: %s: %s (%d)", doing,
                 sqlite3_errmsg(store->database), sqlite3_extended_errcode(store->database));
}

static int execute(struct store *store, const char *sql, const char *doing, struct err *err) {
  if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK) return 0;
  return fail(store, doing, err);
}

static int read_number(struct store *store, const char *sql, int64_t *ret_value, struct err *err) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail(store, "reading a header field", err);
  int step = sqlite3_step(statement);
  if (step == SQLITE_ROW) *ret_value = sqlite3_column_int64(statement, 0);
  int rc = step == SQLITE_ROW ? 0 : fail(store, "reading a header field", err);
  sqlite3_finalize(statement);
  return rc;
}

/* WAL needs shared memory and locks that network file systems do not keep. */
static int refuse_network(int directory_fd, struct err *err) {
  static const struct {
    uint32_t magic;
    const char *name;
  } refused[] = {{0x6969, "NFS"},       {0x517b, "SMB"},     {0xff534d42, "CIFS"},
                 {0xfe534d42, "SMB2"},  {0x5346414f, "AFS"}, {0x00c36400, "Ceph"},
                 {0x0bd00bd0, "Lustre"}};
  struct statfs info;
  if (fstatfs(directory_fd, &info) < 0) return err_system(err, "state directory");
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    if ((uint32_t)info.f_type == refused[i].magic)
      return err_set(err, ERR_UNSUPPORTED,
                     "state directory: it is on %s; the journal needs a local file system",
                     refused[i].name);
  return 0;
}

/* Opened anew: a lock belongs to the open file, and the descriptor that we were given is shared
 * with the supervisor. */
static int lock_directory(int directory_fd, int *ret_lock, struct err *err) {
  FD_CLEANUP int lock = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return err_system(err, "state directory");
  if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
    if (errno != EWOULDBLOCK) return err_system(err, "state directory: flock");
    return err_set(err, ERR_CONFLICT, "state directory: another ledger is using it");
  }
  *ret_lock = fd_steal(&lock);
  return 0;
}

static int create_schema(struct store *store, struct err *err) {
  static const char stamp[] = "PRAGMA application_id = 0x47524444; PRAGMA user_version = 1;";
  int rc = execute(store, "BEGIN EXCLUSIVE", "creating it", err);
  if (rc == 0) rc = execute(store, schema_sql, "creating it", err);
  if (rc == 0) rc = execute(store, stamp, "creating it", err);
  if (rc == 0) rc = execute(store, "COMMIT", "creating it", err);
  return rc;
}

static int check_schema(struct store *store, struct err *err) {
  int64_t application = 0, version = 0, tables = 0;
  int rc = read_number(store, "PRAGMA application_id", &application, err);
  if (rc == 0) rc = read_number(store, "PRAGMA user_version", &version, err);
  if (rc == 0) rc = read_number(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (rc < 0) return rc;
  if (application == 0 && version == 0 && tables == 0) return create_schema(store, err);
  if (application != APPLICATION_ID)
    return err_set(err, ERR_INTERNAL, "journal: %s is some other program's database", JOURNAL);
  if (version != SCHEMA_VERSION)
    return err_set(err, ERR_INTERNAL, "journal: its version is %lld, this program knows %d",
                   (long long)version, SCHEMA_VERSION);
  return 0;
}

static int prepare_all(struct store *store, struct err *err) {
  for (int i = 0; i < STORE_QUERY_COUNT; i++)
    if (sqlite3_prepare_v3(store->database, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                           &store->statements[i], NULL) != SQLITE_OK)
      return fail(store, "preparing a statement", err);
  return 0;
}

static int open_database(struct store *store, struct err *err) {
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  if (sqlite3_open_v2(JOURNAL, &store->database, flags, NULL) != SQLITE_OK)
    return err_set(err, ERR_SYSTEM, "journal: cannot be opened: %s",
                   store->database ? sqlite3_errmsg(store->database) : "no memory");
  sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  int rc = execute(store, before_schema, "opening it", err);
  if (rc == 0) rc = execute(store, pragmas, "opening it", err);
  if (rc == 0) rc = check_schema(store, err);
  if (rc == 0) rc = prepare_all(store, err);
  return rc;
}

int store_open(int directory_fd, struct store *store, struct err *err) {
  struct store opened = {.lock = -1, .directory = directory_fd};
  int rc = refuse_network(directory_fd, err);
  if (rc == 0) rc = lock_directory(directory_fd, &opened.lock, err);
  if (rc == 0 && fchdir(directory_fd) < 0) rc = err_system(err, "state directory");
  if (rc == 0) rc = open_database(&opened, err);
  if (rc < 0)
    store_close(&opened);
  else
    *store = opened;
  return rc;
}

void store_close(struct store *store) {
  for (int i = 0; i < STORE_QUERY_COUNT; i++) sqlite3_finalize(store->statements[i]);
  sqlite3_close(store->database);
  fd_close(&store->lock);
  memset(store->statements, 0, sizeof store->statements);
  store->database = NULL;
}

int store_begin(struct store *store, struct err *err) {
  return execute(store, "BEGIN IMMEDIATE", "starting a transaction", err);
}

void store_rollback(struct store *store) {
  /* Some failures have rolled back already. */
  if (!sqlite3_get_autocommit(store->database))
    sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
}

int store_commit(struct store *store, struct err *err) {
  int rc = execute(store, "COMMIT", "committing", err);
  if (rc < 0) store_rollback(store);
  return rc;
}

int store_checkpoint(struct store *store, struct err *err) {
  if (sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
      SQLITE_OK)
    return 0;
  return fail(store, "checkpoint", err);
}

sqlite3_stmt *store_use(struct store *store, enum store_query query) {
  sqlite3_reset(store->statements[query]);
  sqlite3_clear_bindings(store->statements[query]);
  return store->statements[query];
}

int store_step(struct store *store, sqlite3_stmt *statement, struct err *err) {
  int step = sqlite3_step(statement);
  if (step == SQLITE_ROW) return 1;
  int rc = step == SQLITE_DONE ? 0 : fail(store, "statement", err);
  sqlite3_reset(statement);
  return rc;
}

int store_run(struct store *store, sqlite3_stmt *statement, int *ret_changes, struct err *err) {
  int rc;
  do rc = store_step(store, statement, err);
  while (rc == 1);
  if (rc == 0 && ret_changes) *ret_changes = sqlite3_changes(store->database);
  return rc;
}

void store_bind_text(sqlite3_stmt *statement, int index, const char *text) {
  sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

void store_bind_blob(sqlite3_stmt *statement, int index, const void *data, size_t length) {
  sqlite3_bind_blob64(statement, index, length > 0 ? data : "", length, SQLITE_STATIC);
}

void store_bind_number(sqlite3_stmt *statement, int index, uint64_t value) {
  sqlite3_bind_int64(statement, index, (sqlite3_int64)value);
}

bool store_get_text(sqlite3_stmt *statement, int column, char *text, size_t capacity) {
  const unsigned char *value = sqlite3_column_text(statement, column);
  size_t length = (size_t)sqlite3_column_bytes(statement, column);
  text[0] = 0;
  if (!value || length >= capacity) return false;
  memcpy(text, value, length + 1);
  return true;
}

bool store_get_raw(sqlite3_stmt *statement, int column, void *data, size_t length) {
  const void *value = sqlite3_column_blob(statement, column);
  if (!value || (size_t)sqlite3_column_bytes(statement, column) != length) {
    memset(data, 0, length);
    return false;
  }
  memcpy(data, value, length);
  return true;
}

uint64_t store_get_number(sqlite3_stmt *statement, int column) {
  return (uint64_t)sqlite3_column_int64(statement, column);
}

int store_get_blob(sqlite3_stmt *statement, int column, uint8_t **data, size_t *length,
                   struct err *err) {
  const void *value = sqlite3_column_blob(statement, column);
  size_t size = (size_t)sqlite3_column_bytes(statement, column);
  uint8_t *copy = malloc(size + 1);
  if (!copy) return err_set(err, ERR_AGAIN, "journal: no memory for %zu bytes", size);
  if (size > 0) memcpy(copy, value, size);
  copy[size] = 0;
  *data = copy;
  *length = size;
  return 0;
}
