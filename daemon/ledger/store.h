/* The journal: one SQLite file, one connection, one thread, prepared statements.
 *
 * WAL with synchronous=FULL: what was committed survives kill and power cut. Failures: ERR_AGAIN
 * for what may pass (disk full, I/O error, no memory): the transaction is rolled back and the
 * ledger goes on; ERR_INTERNAL for a journal that is damaged or not ours: the ledger ends. */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"

enum store_query {
  STORE_INSERT_SUBMISSION,
  STORE_INSERT_SOURCE,
  STORE_FIND_SUBMISSION,
  STORE_LEASE,
  STORE_READ_SOURCE,
  STORE_REFILL,
  STORE_REQUEUE,
  STORE_NEXT_ATTEMPT,
  STORE_STATE,
  STORE_INSERT_RESULT,
  STORE_INSERT_OUTBOX,
  STORE_DONE,
  STORE_READ_RESULT,
  STORE_FIND_ACKED,
  STORE_DELIVERED,
  STORE_PAGE,
  STORE_DUE,
  STORE_TRIED,
  STORE_NEXT_DUE,
  STORE_IS_UNDELIVERED,
  STORE_COUNT_UNDELIVERED,
  STORE_RECOVER,
  STORE_QUEUES,
  STORE_LAST,
  STORE_QUERY_COUNT
};

struct store {
  sqlite3 *database;
  int lock;      /* the state directory, locked */
  int directory; /* borrowed */
  sqlite3_stmt *statements[STORE_QUERY_COUNT];
};

/* Opens DIRECTORY/journal.db, creating it if there is none. ERR_CONFLICT: another ledger has this
 * directory; ERR_UNSUPPORTED: it is on a network file system. Changes the working directory. */
int store_open(int directory_fd, struct store *store, struct err *err);
void store_close(struct store *store);

int store_begin(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err); /* rolls back if it fails */
void store_rollback(struct store *store);
/* Moves the log into the database and truncates it; failing costs nothing but time. */
int store_checkpoint(struct store *store, struct err *err);

/* A statement, reset, its parameters unbound; borrowed. */
sqlite3_stmt *store_use(struct store *store, enum store_query query);
/* 1: a row; 0: done (and reset). */
int store_step(struct store *store, sqlite3_stmt *statement, struct err *err);
/* Runs a statement to its end; *ret_changes (may be NULL) is how many rows it changed. */
int store_run(struct store *store, sqlite3_stmt *statement, int *ret_changes, struct err *err);

/* Parameters are borrowed until the statement is done. */
void store_bind_text(sqlite3_stmt *statement, int index, const char *text);
void store_bind_blob(sqlite3_stmt *statement, int index, const void *data, size_t length);
void store_bind_number(sqlite3_stmt *statement, int index, uint64_t value);

/* A column of the present row. Text or bytes that do not fit leave zeroes and false. */
bool store_get_text(sqlite3_stmt *statement, int column, char *text, size_t capacity);
bool store_get_raw(sqlite3_stmt *statement, int column, void *data, size_t length);
uint64_t store_get_number(sqlite3_stmt *statement, int column);
/* A malloc'ed copy with a NUL behind it. */
int store_get_blob(sqlite3_stmt *statement, int column, uint8_t **data, size_t *length,
                   struct err *err);
