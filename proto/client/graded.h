/* libgraded: the C client of graded.
 *
 * A client is one encrypted connection (CURVE) that reconnects by itself. Nothing that the daemon
 * has accepted is ever lost: when a call ends without an answer, call it again with the same id.
 * proto/README.md has the protocol below this interface.
 *
 * Every function that can fail returns 0 or a negative -ERR_... code and fills *err (which may be
 * NULL); outputs are untouched on failure. -ERR_AGAIN means that the time was over; a timeout of 0
 * does not wait. Text is UTF-8 and NUL-terminated, `_at` fields are nanoseconds since 1970 (wall
 * clock), other times are durations in nanoseconds, sizes are bytes. A client is used by one thread
 * at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GRADED_KEY_TEXT 41 /* a CURVE key as Z85 text with its NUL */
#define GRADED_ID_BYTES 64
#define GRADED_DIGEST_BYTES 32

/* ---- connection ---------------------------------------------------------------------------------
 */

struct graded_client;

struct graded_options {
  const char *endpoint;   /* "ipc:///run/graded/graded.sock" or "tcp://127.0.0.1:7171" */
  const char *server_key; /* the daemon's public key: keys/server.public */
  const char *public_key; /* this client's pair: keys/client.public ... */
  const char *secret_key; /* ... and keys/client.secret */
};

/* Copies what it needs of the options. Connecting goes on in the background: a daemon that is not
 * there, or that does not know the key, shows as -ERR_AGAIN of the first call. */
int graded_open(const struct graded_options *options, struct graded_client **ret_client,
                struct err *err);
/* Says nothing to the daemon and waits for nothing. *client may be NULL and is set to NULL. */
void graded_close(struct graded_client **client);

/* Reads a key file (Z85 text, white space at its end is ignored). */
int graded_read_key(const char *path, char key[GRADED_KEY_TEXT], struct err *err);

/* A descriptor for poll(2). It is edge-triggered: call graded_next(client, 0, ...) until it returns
 * -ERR_AGAIN, only then wait for POLLIN; POLLIN may come without an event. Do not read from it. */
int graded_fd(const struct graded_client *client);

/* ---- submissions --------------------------------------------------------------------------------
 */

enum graded_lane {
  GRADED_LANE_INTERACTIVE = 1, /* somebody is waiting */
  GRADED_LANE_CI,              /* a machine is waiting */
  GRADED_LANE_BATCH            /* nobody is waiting */
};

struct graded_file {
  const char *name; /* "" or NULL: the language's default */
  const void *content;
  size_t length;
};

struct graded_submission {
  const char *id;       /* yours, unique for your tenant; 1..64 of [A-Za-z0-9._:-] */
  const char *question; /* "matmul" */
  const char *language; /* "c" or "python" */
  enum graded_lane lane;
  const struct graded_file *files; /* 1..16, together at most 262144 bytes */
  size_t file_count;
};

enum graded_reason { /* the values of graded.v1.Rejected.Reason */
                     GRADED_MALFORMED = 1,
                     GRADED_TOO_LARGE,
                     GRADED_UNKNOWN_QUESTION,
                     GRADED_UNKNOWN_LANGUAGE,
                     GRADED_INVALID_FIELD,
                     GRADED_CONFLICT,   /* this id exists with other content */
                     GRADED_OVERLOADED, /* later: retry_after_ms */
                     GRADED_DRAINING,   /* later: retry_after_ms */
                     GRADED_FORBIDDEN,
                     GRADED_NOT_FOUND,
                     GRADED_QUESTION_UNAVAILABLE
};
const char *graded_reason_name(enum graded_reason reason); /* "conflict"; "?" if unknown */

/* What the daemon answered. */
struct graded_receipt {
  char id[GRADED_ID_BYTES + 1];
  bool accepted;        /* it is on disk and will be graded */
  bool duplicate;       /* accepted before with the same content */
  uint64_t accepted_at; /* wall clock */
  uint8_t content_digest[GRADED_DIGEST_BYTES];
  enum graded_reason reason;    /* of a refusal */
  char field[64], message[512]; /* of a refusal: names the field, the limit and the value */
  uint64_t retry_after_ms;      /* GRADED_OVERLOADED, GRADED_DRAINING */
};

/* Sends the submission and waits for the daemon's word on it. Sends again when there is none for a
 * while, and waits out OVERLOADED and DRAINING while there is time; the last receipt then says so.
 * Returns 0 as soon as *receipt holds an answer, accepted or not. -ERR_LIMIT or -ERR_INVALID: it
 * was not sent, since no daemon would take it. -ERR_AGAIN: no answer; it may have been accepted, so
 * submit again with the same id. */
int graded_submit(struct graded_client *client, const struct graded_submission *submission,
                  uint64_t timeout_ms, struct graded_receipt *receipt, struct err *err);

/* ---- results ------------------------------------------------------------------------------------
 */

/* A signed result as received. The bytes are what was signed: store them, do not rewrite them. */
struct graded_delivery {
  char id[GRADED_ID_BYTES + 1];
  uint8_t *envelope; /* owned; DSSE JSON, NUL-terminated past its end */
  size_t envelope_length;
};
void graded_delivery_clear(struct graded_delivery *delivery);

/* Waits for the result of one submission, whether it is pushed or has to be asked for. Does not ack
 * it. Results of other submissions that come meanwhile are kept for graded_next. -ERR_NOT_FOUND:
 * the daemon does not know this id. */
int graded_wait(struct graded_client *client, const char *id, uint64_t timeout_ms,
                struct graded_delivery *delivery, struct err *err);

/* Tells the daemon that this result is stored here and need not be pushed again. */
int graded_ack(struct graded_client *client, const char *id, const void *envelope,
               size_t envelope_length, uint64_t timeout_ms, struct err *err);

/* Has all results of this tenant pushed to this connection, first those not yet acked. The
 * subscription is renewed by itself while graded_next or another call runs. */
int graded_subscribe(struct graded_client *client, uint64_t timeout_ms, struct err *err);

/* ---- many at once -------------------------------------------------------------------------------
 */

enum graded_event_kind { GRADED_EVENT_RECEIPT = 1, GRADED_EVENT_RESULT };

struct graded_event {
  enum graded_event_kind kind;
  struct graded_receipt receipt;   /* GRADED_EVENT_RECEIPT, of a graded_send */
  struct graded_delivery delivery; /* GRADED_EVENT_RESULT; owned by the caller */
};

/* Sends a submission once and returns; its receipt comes through graded_next. Sending again, after
 * a timeout or OVERLOADED, is the caller's. -ERR_AGAIN: the connection takes no more now. */
int graded_send(struct graded_client *client, const struct graded_submission *submission,
                struct err *err);
int graded_next(struct graded_client *client, uint64_t timeout_ms, struct graded_event *event,
                struct err *err);

/* ---- questions to the daemon --------------------------------------------------------------------
 */

enum graded_state { GRADED_QUEUED = 1, GRADED_RUNNING, GRADED_DONE };

struct graded_source {
  char name[65];
  uint8_t *content; /* owned, NUL-terminated past its end */
  size_t length;
};

struct graded_answer {
  char id[GRADED_ID_BYTES + 1];
  enum graded_state state;
  uint32_t attempt;
  uint64_t accepted_at;
  bool acked;
  char question[65], language[17];
  uint8_t *envelope; /* owned; NULL unless GRADED_DONE */
  size_t envelope_length;
  struct graded_source *files; /* owned; only if asked for */
  size_t file_count;
};
void graded_answer_clear(struct graded_answer *answer);

/* -ERR_NOT_FOUND: the daemon does not know this id. */
int graded_query(struct graded_client *client, const char *id, bool with_source,
                 uint64_t timeout_ms, struct graded_answer *answer, struct err *err);

struct graded_status {
  char version[64];
  uint64_t queued_interactive, queued_ci, queued_batch;
  uint64_t running, done;
  uint64_t unacked; /* of this tenant */
  uint32_t slots, slots_busy;
};
int graded_status(struct graded_client *client, uint64_t timeout_ms, struct graded_status *status,
                  struct err *err);

/* There and back once. */
int graded_ping(struct graded_client *client, uint64_t timeout_ms, uint64_t *ret_round_trip,
                struct err *err);

/* ---- what a result says -------------------------------------------------------------------------
 */

enum graded_verdict { /* the values of graded.v1.Verdict */
                      GRADED_INTERNAL_ERROR = 1,
                      GRADED_COMPILE_ERROR,
                      GRADED_SECURITY_VIOLATION,
                      GRADED_RUNTIME_ERROR,
                      GRADED_TIME_LIMIT,
                      GRADED_MEMORY_LIMIT,
                      GRADED_OUTPUT_LIMIT,
                      GRADED_BAD_OUTPUT,
                      GRADED_INPUT_MUTATED,
                      GRADED_NONDETERMINISTIC,
                      GRADED_WRONG_ANSWER,
                      GRADED_PARTIAL,
                      GRADED_ACCEPTED,
                      GRADED_SKIPPED
};
const char *graded_verdict_name(enum graded_verdict verdict); /* "time_limit"; "?" if unknown */

struct graded_group_row {
  char name[64];
  double weight; /* of 100 */
  bool required, passed;
};

struct graded_test_row {
  char group[64], tag[64];
  uint32_t repeat;
  enum graded_verdict verdict;
  double score; /* 0..1 */
  uint64_t cpu_ns, wall_ns, memory_bytes;
  uint64_t cpu_limit_ns, wall_limit_ns, memory_limit_bytes;
  uint64_t reference_cpu_ns; /* 0 if the floor was enough */
  char message[512];
};

struct graded_rubric_row {
  char name[32];
  double score; /* 0..100 */
  char evidence[256];
};

struct graded_result {
  char tenant[65], id[65], question[65], language[17];
  enum graded_lane lane;
  uint8_t source_digest[GRADED_DIGEST_BYTES];
  uint8_t content_digest[GRADED_DIGEST_BYTES];
  uint8_t question_digest[GRADED_DIGEST_BYTES];
  uint8_t seed[GRADED_DIGEST_BYTES];
  enum graded_verdict verdict;
  double score; /* 0..100 */
  char message[512];
  struct graded_group_row *groups; /* owned */
  struct graded_test_row *tests;   /* owned */
  struct graded_rubric_row rubric[8];
  size_t group_count, test_count, rubric_count;
  char *diagnostics; /* owned; never NULL after a decode */
  uint64_t compile_ns;
  char accounting[32], isolation[256], toolchain[256], daemon_version[64];
  uint32_t attempt;
  uint64_t accepted_at, leased_at, started_at, finished_at, signed_at;
};

/* Takes an envelope apart. This does NOT check the signature: an envelope that does not come from
 * graded_wait, graded_next or graded_query is first to be verified (gradectl verify). */
int graded_result_decode(const void *envelope, size_t length, struct graded_result *result,
                         struct err *err);
void graded_result_clear(struct graded_result *result);

#ifdef __cplusplus
}
#endif
