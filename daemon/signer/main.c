/* graded-signer: holds the Ed25519 key and nothing else.
 *
 * It is told who submitted what by the ledger and what came out by a judge, joins the two halves
 * (admit), packs the statement, signs it and hands the envelope to the ledger. After its start it
 * opens no file and starts nothing; there is no request to sign given bytes.
 *
 * One thread. Sending to the ledger may block: the ledger never blocks on us, so it will read. An
 * envelope that cannot be delivered because the ledger is gone is dropped; the next ledger has the
 * submission graded again under a new attempt number. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/confine.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/signer/admit.h"
#include "daemon/signer/sign.h"
#include "proto/record/message.h"
#include "proto/record/role.h"

#define SLOTS_MAX 1024u

struct signer {
  struct role role;
  struct sign_key *key;
  struct admit *admit;
  int ledger;
  uint32_t judge_count;
  int judges[SLOTS_MAX]; /* -1 where none is connected */
  struct channel_message message;
};

static void subject_of(const struct accept_half *half, char *text, size_t capacity) {
  snprintf(text, capacity, "%s/%s", half->tenant, half->id);
}

static int send_envelope(struct signer *signer, const struct admit_pair *pair, uint8_t *envelope,
                         size_t length, struct err *err) {
  struct envelope_record record = {.job = pair->accept.job,
                                   .verdict = pair->verdict.verdict,
                                   .score = pair->verdict.score,
                                   .envelope = envelope,
                                   .envelope_length = length};
  FD_CLEANUP int blob = -1;
  struct bytes_writer writer =
      bytes_writer(signer->message.payload, sizeof signer->message.payload);
  if (signer->ledger < 0) return err_set(err, ERR_CLOSED, "the ledger has gone");
  int rc = envelope_record_put(&record, &writer, &blob, err);
  if (rc == 0) rc = bytes_writer_finish(&writer, "envelope record", err);
  if (rc < 0) return rc;
  return channel_send(signer->ledger, MESSAGE_ENVELOPE, signer->message.payload, writer.length,
                      &blob, blob >= 0, err);
}

/* Signs and hands over. Failing costs this attempt only: the ledger will see no envelope. */
static void finish_pair(struct signer *signer, struct admit_pair *pair) {
  struct err err;
  char subject[LIMIT_TENANT_BYTES + LIMIT_ID_BYTES + 2];
  uint8_t *envelope = NULL;
  size_t length;
  subject_of(&pair->accept, subject, sizeof subject);
  int rc = sign_statement(signer->key, &pair->accept, &pair->verdict, &envelope, &length, &err);
  if (rc == 0) rc = send_envelope(signer, pair, envelope, length, &err);
  if (rc < 0)
    log_error(subject, "dropping the statement of attempt %u: %s", pair->accept.job.attempt,
              err.message);
  else
    log_debug(subject, "signed attempt %u: %s", pair->accept.job.attempt,
              verdict_name(pair->verdict.verdict));
  free(envelope);
  verdict_half_clear(&pair->verdict);
}

/* What admit refuses is logged and dropped; it does not break the channel: after a restart of a
 * neighbour halves may well come twice. */
static void settle(struct signer *signer, int admitted, bool ready, struct admit_pair *pair,
                   const struct err *err) {
  if (admitted < 0)
    log_warning("-", "refusing a half: %s", err->message);
  else if (ready)
    finish_pair(signer, pair);
}

static int handle_ledger(struct signer *signer, struct err *err) {
  struct channel_message *message = &signer->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct accept_half half;
  struct admit_pair pair;
  struct err refusal;
  char reason[256];
  bool ready = true, give_up = message->type == MESSAGE_GIVE_UP;
  if (!give_up && message->type != MESSAGE_ACCEPT_HALF)
    return err_set(err, ERR_PROTOCOL, "type %u is not the ledger's to send", message->type);
  int rc = channel_message_expect_fds(message, 0, err);
  if (rc == 0) rc = accept_half_get(&half, &reader, err);
  if (rc == 0 && give_up) bytes_get_string(&reader, reason, sizeof reason);
  if (rc == 0) rc = bytes_reader_finish(&reader, "accept half", err);
  if (rc < 0) return rc;
  if (give_up) {
    char subject[LIMIT_TENANT_BYTES + LIMIT_ID_BYTES + 2];
    subject_of(&half, subject, sizeof subject);
    log_warning(subject, "grading is given up after attempt %u: %s", half.job.attempt, reason);
    rc = admit_give_up(signer->admit, &half, &pair, &refusal);
  } else {
    rc = admit_accept(signer->admit, &half, &pair, &ready, &refusal);
  }
  settle(signer, rc, ready, &pair, &refusal);
  return 0;
}

static int handle_judge(struct signer *signer, struct err *err) {
  struct channel_message *message = &signer->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  struct verdict_half half;
  struct admit_pair pair;
  struct err refusal;
  FREE_CLEANUP uint8_t *data = NULL;
  size_t length;
  int used;
  bool ready = false;
  if (message->type != MESSAGE_VERDICT_HALF)
    return err_set(err, ERR_PROTOCOL, "type %u is not a judge's to send", message->type);
  int rc =
      channel_blob_get(&reader, message, 0, VERDICT_HALF_BYTES_MAX, &data, &length, &used, err);
  if (rc == 0) rc = channel_message_expect_fds(message, (size_t)used, err);
  if (rc == 0) rc = bytes_reader_finish(&reader, "verdict half", err);
  if (rc == 0) rc = verdict_half_unpack(&half, data, length, err);
  if (rc < 0) return rc;
  rc = admit_verdict(signer->admit, &half, &pair, &ready, &refusal);
  settle(signer, rc, ready, &pair, &refusal);
  return 0;
}

/* Reads one message from a peer; a peer that breaks the protocol or has gone loses its channel. */
static void serve(struct signer *signer, int *channel, const char *who,
                  int (*handle)(struct signer *, struct err *)) {
  struct err err;
  int rc = channel_receive(*channel, &signer->message, &err);
  if (rc == 0) {
    rc = handle(signer, &err);
    channel_message_clear(&signer->message);
  }
  if (rc == 0) return;
  if (rc == -ERR_CLOSED)
    log_info("-", "the %s has gone", who);
  else
    log_error("-", "closing the channel of the %s: %s", who, err.message);
  fd_close(channel);
}

static int take_peer(struct signer *signer, struct role_event *event, struct err *err) {
  int *slot = NULL;
  if (event->peer.kind == ROLE_LEDGER) slot = &signer->ledger;
  if (event->peer.kind == ROLE_JUDGE && event->peer.index < SLOTS_MAX) {
    slot = &signer->judges[event->peer.index];
    if (event->peer.index >= signer->judge_count) signer->judge_count = event->peer.index + 1;
  }
  if (!slot) {
    fd_close(&event->fd);
    return err_set(err, ERR_PROTOCOL, "no such peer: %s %u", role_name(event->peer.kind),
                   event->peer.index);
  }
  fd_close(slot);
  *slot = event->fd;
  return 0;
}

/* *ret_end: the supervisor has gone. */
static int serve_control(struct signer *signer, bool *ret_end, struct err *err) {
  struct role_event event;
  int rc = role_next(&signer->role, &event, err);
  if (rc < 0) return rc;
  switch (event.kind) {
    case ROLE_EVENT_PEER:
      return take_peer(signer, &event, err);
    case ROLE_EVENT_GO:
      rc = confine(CONFINE_SIGNER, err);
      return rc < 0 ? rc : role_say(&signer->role, MESSAGE_ROLE_READY, err);
    case ROLE_EVENT_DRAIN: /* nothing is kept back here: what can be signed has been */
      return role_say(&signer->role, MESSAGE_ROLE_DRAINED, err);
    case ROLE_EVENT_END:
      *ret_end = true;
      return 0;
    case ROLE_EVENT_BANK_INDEX:
      fd_close(&event.fd);
  }
  return err_set(err, ERR_PROTOCOL, "control event %d is not for the signer", (int)event.kind);
}

/* The ledger is served before the judges: it announces an attempt before a judge is given it. */
static int run(struct signer *signer, struct err *err) {
  static struct pollfd waiting[2 + SLOTS_MAX];
  for (bool end = false; !end;) {
    waiting[0] = (struct pollfd){.fd = signer->role.control, .events = POLLIN};
    waiting[1] = (struct pollfd){.fd = signer->ledger, .events = POLLIN};
    for (uint32_t i = 0; i < signer->judge_count; i++)
      waiting[2 + i] = (struct pollfd){.fd = signer->judges[i], .events = POLLIN};
    if (poll(waiting, 2 + signer->judge_count, -1) < 0) continue;
    uint32_t judge_count = signer->judge_count;
    if (waiting[1].revents) serve(signer, &signer->ledger, "ledger", handle_ledger);
    for (uint32_t i = 0; i < judge_count; i++)
      if (waiting[2 + i].revents) serve(signer, &signer->judges[i], "judge", handle_judge);
    if (waiting[0].revents) {
      int rc = serve_control(signer, &end, err);
      if (rc < 0) return rc;
    }
  }
  return 0;
}

int main(void) {
  static struct signer signer;
  struct err err;
  signer.ledger = -1;
  memset(signer.judges, -1, sizeof signer.judges);
  int rc = role_begin(ROLE_SIGNER, &signer.role, &err);
  if (rc == 0 && signer.role.resource_count != 1)
    rc = err_set(&err, ERR_PROTOCOL, "the signing key is missing");
  if (rc == 0) rc = sign_open(signer.role.resources[0], &signer.key, &err);
  if (rc == 0) {
    fd_close(&signer.role.resources[0]);
    rc = admit_open(&signer.admit, &err);
  }
  if (rc == 0) log_info("-", "signing with key %s", sign_key_id(signer.key));
  if (rc == 0) rc = run(&signer, &err);
  if (rc < 0) log_error("-", "%s", err.message);
  admit_close(&signer.admit);
  sign_close(&signer.key);
  return rc < 0;
}
