/* Records between front and ledger. */
#pragma once

#include "proto/record/half.h"

/* Where an answer goes: the front's own numbering, opaque to the ledger. session 0 is never used.
 * request echoes the client's correlation number. */
struct front_route {
  uint64_t session;
  uint64_t request;
};

enum reject_reason { /* the values of graded.v1.Rejected.Reason */
                     REJECT_MALFORMED = 1,
                     REJECT_TOO_LARGE,
                     REJECT_UNKNOWN_QUESTION,
                     REJECT_UNKNOWN_LANGUAGE,
                     REJECT_INVALID_FIELD,
                     REJECT_CONFLICT,
                     REJECT_OVERLOADED,
                     REJECT_DRAINING,
                     REJECT_FORBIDDEN,
                     REJECT_NOT_FOUND,
                     REJECT_QUESTION_UNAVAILABLE,
                     REJECT_LAST = REJECT_QUESTION_UNAVAILABLE
};

/* ACCEPTED and REJECTED */
struct submit_reply {
  char id[LIMIT_ID_BYTES + 1];
  bool accepted;
  bool duplicate;       /* the same content was accepted before */
  uint64_t accepted_at; /* wall clock, ns */
  uint8_t content_digest[DIGEST_SIZE];
  enum reject_reason reason;
  char field[64], message[LIMIT_MESSAGE_BYTES];
  uint64_t retry_after_ms; /* OVERLOADED, DRAINING */
};

enum job_state { JOB_QUEUED = 0, JOB_LEASED = 1, JOB_DONE = 2 };

enum query_kind { QUERY_SUBMISSION = 1, QUERY_STATUS };
struct query_record {
  enum query_kind kind;
  char tenant[LIMIT_TENANT_BYTES + 1];
  char id[LIMIT_ID_BYTES + 1]; /* QUERY_SUBMISSION */
  bool with_source;
};

struct answer_record {
  enum query_kind kind;
  bool found;
  char id[LIMIT_ID_BYTES + 1];
  enum job_state state;
  uint32_t attempt;
  uint64_t accepted_at;
  bool delivered;
  char question[LIMIT_QUESTION_BYTES + 1], language[LIMIT_LANGUAGE_BYTES + 1];
  uint64_t queued[LANE_COUNT], running, done,
      undelivered; /* QUERY_STATUS: daemon-wide queue, own undelivered */
  uint32_t slots, slots_busy;
  uint8_t *envelope; /* owned or NULL */
  size_t envelope_length;
  uint8_t *source; /* owned or NULL */
  size_t source_length;
  uint32_t file_count; /* with source: how it splits into files, as in the submission */
  struct source_file files[LIMIT_FILES];
};

struct ack_record {
  char tenant[LIMIT_TENANT_BYTES + 1];
  char id[LIMIT_ID_BYTES + 1];
  uint8_t envelope_digest[DIGEST_SIZE];
};

struct result_push {
  char id[LIMIT_ID_BYTES + 1];
  uint8_t *envelope; /* owned */
  size_t envelope_length;
};

void front_route_put(const struct front_route *route, struct bytes_writer *writer);
void front_route_get(struct front_route *route, struct bytes_reader *reader);
void submit_reply_put(const struct submit_reply *reply, struct bytes_writer *writer);
int submit_reply_get(struct submit_reply *reply, struct bytes_reader *reader, struct err *err);
void query_record_put(const struct query_record *query, struct bytes_writer *writer);
int query_record_get(struct query_record *query, struct bytes_reader *reader, struct err *err);
void ack_record_put(const struct ack_record *ack, struct bytes_writer *writer);
int ack_record_get(struct ack_record *ack, struct bytes_reader *reader, struct err *err);
int answer_record_put(const struct answer_record *answer, struct bytes_writer *writer,
                      int ret_fds[static 2], struct err *err);
int answer_record_get(struct answer_record *answer, struct bytes_reader *reader,
                      struct channel_message *message, struct err *err);
void answer_record_clear(struct answer_record *answer);
int result_push_put(const struct result_push *push, struct bytes_writer *writer, int *ret_fd,
                    struct err *err);
int result_push_get(struct result_push *push, struct bytes_reader *reader,
                    struct channel_message *message, struct err *err);
void result_push_clear(struct result_push *push);

/* The bank as the front needs it: which questions exist, in which languages. */
struct bank_index_row {
  char question[LIMIT_QUESTION_BYTES + 1];
  uint8_t digest[DIGEST_SIZE];
  uint32_t language_count;
  char languages[8][LIMIT_LANGUAGE_BYTES + 1];
  bool available;
  char problem[LIMIT_MESSAGE_BYTES]; /* why not, if it is not available */
};
#define BANK_INDEX_ROWS_MAX 65536u
struct bank_index {
  uint32_t count;
  struct bank_index_row *rows; /* owned, sorted by question */
};
int bank_index_pack(const struct bank_index *index, uint8_t **data, size_t *length,
                    struct err *err);
int bank_index_unpack(struct bank_index *index, const uint8_t *data, size_t length,
                      struct err *err);
const struct bank_index_row *bank_index_find(const struct bank_index *index, const char *question);
void bank_index_clear(struct bank_index *index);
