/* A submission as the daemon's own processes know it: decoded, validated, its tenant proven by the
 * key that sent it (never by the message). */
#pragma once

#include <stdint.h>

#include "daemon/base/channel.h"
#include "daemon/base/digest.h"
#include "proto/record/limits.h"

enum lane { LANE_INTERACTIVE = 1, LANE_CI, LANE_BATCH };
#define LANE_COUNT 3
const char *lane_name(enum lane lane); /* "interactive"; "?" if out of range */

struct source_file {
  char name[LIMIT_FILE_NAME_BYTES + 1]; /* plain file name, validated */
  uint32_t offset, length;              /* in the submission's source bytes */
};

struct submission {
  char tenant[LIMIT_TENANT_BYTES + 1];
  char id[LIMIT_ID_BYTES + 1];
  char question[LIMIT_QUESTION_BYTES + 1];
  char language[LIMIT_LANGUAGE_BYTES + 1];
  enum lane lane;
  uint8_t question_digest[DIGEST_SIZE]; /* pinned when accepted */
  uint8_t content_digest[DIGEST_SIZE]; /* question, language and files: what "same content" means */
  uint8_t source_digest[DIGEST_SIZE];  /* SHA-256 of the source bytes if one file, else of the file
                                          table and bytes */
  uint32_t file_count;
  struct source_file files[LIMIT_FILES];
  uint8_t *source; /* owned; concatenation of the files, NUL-terminated past the end */
  uint32_t source_length;
};

/* Computes content_digest and source_digest from the other fields. With F(x) = 8-byte little-endian
 * length of x, then x:
 *   content_digest = SHA-256(F(question) F(language) then F(name) F(bytes) of each file in order)
 *   source_digest  = SHA-256(bytes) of one file, else SHA-256(F(name) F(bytes) of each in order) */
int submission_digest(struct submission *submission, struct err *err);

/* put appends the record; *ret_fd is -1 or a sealed file to send along (channel_blob_put). get is
 * strict, takes the blob from the message's descriptor `fd_index`, and owns the source afterwards.
 */
int submission_put(const struct submission *submission, struct bytes_writer *writer, int *ret_fd,
                   struct err *err);
int submission_get(struct submission *submission, struct bytes_reader *reader,
                   struct channel_message *message, size_t fd_index, struct err *err);
void submission_clear(struct submission *submission); /* frees source */
