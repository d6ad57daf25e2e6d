/* The two halves of a statement, which only the signer joins.
 *
 * The ledger says who submitted what (accept half); the judge says what came out (verdict half).
 * Neither can say the other's part, and neither can hand the signer bytes to sign. */
#pragma once

#include "proto/record/submission.h"
#include "proto/record/verdict.h"

/* One attempt at one accepted submission. */
struct job_ref {
  uint64_t sequence; /* the ledger's row */
  uint32_t attempt;  /* 1, 2, ... */
};

struct accept_half {
  struct job_ref job;
  char tenant[LIMIT_TENANT_BYTES + 1];
  char id[LIMIT_ID_BYTES + 1];
  char question[LIMIT_QUESTION_BYTES + 1];
  char language[LIMIT_LANGUAGE_BYTES + 1];
  enum lane lane;
  uint8_t content_digest[DIGEST_SIZE];
  uint8_t source_digest[DIGEST_SIZE];
  uint8_t question_digest[DIGEST_SIZE];
  uint64_t accepted_at, leased_at; /* wall clock, ns */
};

struct test_row {
  char group[64], tag[64];
  uint32_t repeat;
  enum verdict verdict;
  double score; /* 0..1 */
  uint64_t cpu_ns, wall_ns, memory_bytes;
  uint64_t cpu_limit_ns, wall_limit_ns, memory_limit_bytes;
  uint64_t reference_cpu_ns; /* 0 if the floor was enough */
  double error_share;
  char message[LIMIT_MESSAGE_BYTES]; /* for the candidate */
  char staff[LIMIT_MESSAGE_BYTES];
};

struct group_row {
  char name[64];
  double weight; /* of 100 */
  bool required, passed;
};

struct rubric_row {
  char name[32]; /* correctness, edge_cases, numerical_robustness, efficiency, code_hygiene */
  double score;  /* 0..100 */
  char evidence[256];
};

struct verdict_half {
  struct job_ref job;
  uint8_t content_digest[DIGEST_SIZE]; /* of what was graded: must equal the accept half's */
  enum verdict verdict;
  double score; /* 0..100 */
  char message[LIMIT_MESSAGE_BYTES];
  uint8_t seed[DIGEST_SIZE];
  uint32_t group_count, test_count, rubric_count;
  struct group_row *groups; /* owned */
  struct test_row *tests;   /* owned */
  struct rubric_row rubric[LIMIT_RUBRIC_ROWS];
  char *diagnostics; /* owned; compiler's output, at most LIMIT_DIAGNOSTICS_BYTES, valid UTF-8 */
  char isolation[256], accounting[32];
  char toolchain[256]; /* "gcc 12.2.0" / "CPython 3.11.2, NumPy 1.24.2" */
  uint64_t compile_ns, started_at, finished_at;
};

/* Strict put/get pairs; a get leaves what follows its record to the caller, who ends with
 * bytes_reader_finish. A verdict half is packed on its own and travels as one blob
 * (channel_blob_put, at most VERDICT_HALF_BYTES_MAX), since it may exceed a packet. Packing
 * replaces bytes that are not UTF-8 by '?': feedback quotes what a candidate's program printed. */
#define VERDICT_HALF_BYTES_MAX (1024u * 1024u)
void job_ref_put(const struct job_ref *job, struct bytes_writer *writer);
void job_ref_get(struct job_ref *job, struct bytes_reader *reader);
void accept_half_put(const struct accept_half *half, struct bytes_writer *writer);
int accept_half_get(struct accept_half *half, struct bytes_reader *reader, struct err *err);
/* *data is malloc'ed; the caller frees. */
int verdict_half_pack(const struct verdict_half *half, uint8_t **data, size_t *length,
                      struct err *err);
int verdict_half_unpack(struct verdict_half *half, const uint8_t *data, size_t length,
                        struct err *err);
void verdict_half_clear(struct verdict_half *half);

/* signer -> ledger: the finished statement. */
struct envelope_record {
  struct job_ref job;
  enum verdict verdict;
  double score;
  uint8_t *envelope; /* owned; DSSE JSON, at most LIMIT_ENVELOPE_BYTES */
  size_t envelope_length;
};
int envelope_record_put(const struct envelope_record *record, struct bytes_writer *writer,
                        int *ret_fd, struct err *err);
int envelope_record_get(struct envelope_record *record, struct bytes_reader *reader,
                        struct channel_message *message, size_t fd_index, struct err *err);
void envelope_record_clear(struct envelope_record *record);
