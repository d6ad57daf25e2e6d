/* A question's source folder, read whole into memory: FAMILY/SLUG/ with problem.yaml, statement.md,
 * grader.c and submissions/VERDICT/NAME.{c,py}.
 *
 * Bounded: SOURCE_FILES_MAX files, SOURCE_FILE_BYTES each, SOURCE_BYTES_MAX together, two levels of
 * folders. Links are refused; names that begin with '.' and __pycache__ are passed over. */
#pragma once

#include <stdint.h>

#include "daemon/base/digest.h"
#include "daemon/base/err.h"
#include "proto/record/limits.h"

#define SOURCE_FILES_MAX 256u
#define SOURCE_PATH_BYTES 200u
#define SOURCE_FILE_BYTES (1024u * 1024u)
#define SOURCE_BYTES_MAX (8u * 1024u * 1024u)

struct source_entry {
  char path[SOURCE_PATH_BYTES + 1]; /* "submissions/accepted/reference.c" */
  uint8_t *data;                    /* owned, NUL-terminated past the end */
  size_t length;
};

struct source {
  char slug[LIMIT_QUESTION_BYTES + 1];
  char folder[2 * LIMIT_QUESTION_BYTES + 2]; /* "linear-algebra/matmul", for messages */
  uint32_t entry_count;
  struct source_entry entries[SOURCE_FILES_MAX]; /* sorted by path, bytewise */
  uint8_t digest[DIGEST_SIZE];
};

/* The digest of a question: SHA-256 over GRADER_ABI and every (path, bytes) in the order of the
 * paths, each field with its length before it. */

/* Reads the folder below bank_fd. *ret_source is malloc'ed: free it with source_free. */
int source_read(int bank_fd, const char *folder, struct source **ret_source, struct err *err);
void source_free(struct source **source);
/* NULL if there is none. */
const struct source_entry *source_find(const struct source *source, const char *path);

/* The folders FAMILY/SLUG with a problem.yaml below bank_fd, sorted by slug. A slug that is not of
 * [a-z0-9-] is refused when it is read, not here. */
struct source_list {
  uint32_t count;
  char (*folders)[2 * LIMIT_QUESTION_BYTES + 2]; /* owned */
};
int source_list(int bank_fd, struct source_list *ret_list, struct err *err);
void source_list_clear(struct source_list *list);
const char *source_slug(const char *folder); /* the part after the slash */
