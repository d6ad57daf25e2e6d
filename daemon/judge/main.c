/* graded-judge: one slot's judge. It asks the ledger for work, grades one submission at a time in
 * the boxes of its slot's jailer, tells the signer what came out and the ledger that it did.
 *
 * One thread. While it grades it listens to nobody: what the supervisor says meanwhile waits in the
 * control channel. A lease outlives the jailer (it waits for the next one), never the ledger: what
 * was leased by a ledger that is gone is graded anew under another attempt number.
 *
 * The verdict half of the last submission is kept until the next one, and told again to a signer
 * that was restarted: the one before may have died with it. The signer drops what it has twice. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "daemon/base/confine.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/judge/grade.h"
#include "proto/record/message.h"

struct judge {
  struct role role;
  int ledger, signer; /* -1: none */
  bool said_idle;     /* to this ledger, since its last lease */
  bool has_lease, prepared, draining, drained;
  struct slot slot;
  struct lease lease; /* if has_lease: owned source */
  uint8_t *half;      /* packed, of the last submission; owned */
  size_t half_length;
  struct channel_message message;
};

static void log_failure(const char *what, const struct err *err) {
  log_error("-", "%s: %s", what, err->message);
}

static void forget_lease(struct judge *judge) {
  if (judge->has_lease) submission_clear(&judge->lease.submission);
  judge->has_lease = false;
}

/* A neighbour that cannot be written to has gone; the supervisor gives us the next one. */
static int say(int *channel, uint32_t type, const struct bytes_writer *record, int blob,
               struct err *err) {
  if (*channel < 0) return err_set(err, ERR_CLOSED, "there is none");
  int rc = bytes_writer_finish(record, "record", err);
  if (rc == 0)
    rc = channel_send(*channel, type, record->data, record->length, &blob, blob >= 0, err);
  if (rc < 0) fd_close(channel);
  return rc;
}

/* ---- what came out ---- */

static int tell_signer(struct judge *judge, struct err *err) {
  struct bytes_writer writer = bytes_writer(judge->message.payload, sizeof judge->message.payload);
  FD_CLEANUP int blob = -1;
  int rc = channel_blob_put(&writer, judge->half, judge->half_length, &blob, err);
  if (rc == 0) rc = say(&judge->signer, MESSAGE_VERDICT_HALF, &writer, blob, err);
  return rc < 0 ? err_wrap(err, rc, "telling the signer") : 0;
}

static int tell_graded(struct judge *judge, const struct job_ref *job, struct err *err) {
  struct bytes_writer writer = bytes_writer(judge->message.payload, sizeof judge->message.payload);
  job_ref_put(job, &writer);
  int rc = say(&judge->ledger, MESSAGE_GRADED, &writer, -1, err);
  return rc < 0 ? err_wrap(err, rc, "telling the ledger") : 0;
}

static int tell_fault(struct judge *judge, const struct job_ref *job, const struct err *reason,
                      struct err *err) {
  struct bytes_writer writer = bytes_writer(judge->message.payload, sizeof judge->message.payload);
  struct fault_record fault = {.job = *job};
  snprintf(fault.reason, sizeof fault.reason, "%.255s", reason->message);
  fault_record_put(&fault, &writer);
  int rc = say(&judge->ledger, MESSAGE_FAULT, &writer, -1, err);
  return rc < 0 ? err_wrap(err, rc, "telling the ledger of a fault") : 0;
}

static int deliver(struct judge *judge, const struct job_ref *job, const struct verdict_half *half,
                   struct err *err) {
  free(judge->half);
  judge->half = NULL;
  int rc = verdict_half_pack(half, &judge->half, &judge->half_length, err);
  if (rc < 0) return rc;
  /* A signer that is being restarted gets the half when it is there. */
  if (judge->signer >= 0 && tell_signer(judge, err) < 0) log_failure("verdict", err);
  return tell_graded(judge, job, err);
}

/* ---- one lease ---- */

static void grade_lease(struct judge *judge) {
  struct err err, reason;
  struct verdict_half half = {0};
  const struct job_ref job = judge->lease.job;
  char subject[LIMIT_TENANT_BYTES + LIMIT_ID_BYTES + 2];
  snprintf(subject, sizeof subject, "%s/%s", judge->lease.submission.tenant,
           judge->lease.submission.id);
  int rc = grade(&judge->slot, &judge->lease, &half, &reason);
  if (rc == 0) {
    log_debug(subject, "attempt %u: %s", job.attempt, verdict_name(half.verdict));
    rc = deliver(judge, &job, &half, &err);
  } else {
    log_warning(subject, "attempt %u: %s", job.attempt, reason.message);
    rc = tell_fault(judge, &job, &reason, &err);
  }
  if (rc < 0) log_failure(subject, &err);
  verdict_half_clear(&half);
  forget_lease(judge);
  if (grade_finish(&judge->slot, &err) < 0) log_failure("after a submission", &err);
}

static int take_lease(struct judge *judge, struct err *err) {
  struct channel_message *message = &judge->message;
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  if (message->type != MESSAGE_LEASE)
    return err_set(err, ERR_PROTOCOL, "type %u is not the ledger's to send", message->type);
  if (!judge->said_idle || judge->has_lease)
    return err_set(err, ERR_PROTOCOL, "a lease that was not asked for");
  int rc = lease_get(&judge->lease, &reader, message, err);
  if (rc == 0) rc = bytes_reader_finish(&reader, "lease", err);
  if (rc < 0) return rc;
  judge->has_lease = true;
  judge->said_idle = false;
  return 0;
}

static void serve_ledger(struct judge *judge) {
  struct err err;
  int rc = channel_receive(judge->ledger, &judge->message, &err);
  if (rc == 0) {
    rc = take_lease(judge, &err);
    channel_message_clear(&judge->message);
  }
  if (rc == 0) return;
  if (rc != -ERR_CLOSED) log_failure("closing the ledger's channel", &err);
  fd_close(&judge->ledger);
}

/* ---- the supervisor ---- */

static int take_peer(struct judge *judge, struct role_event *event, struct err *err) {
  int rc = 0;
  switch (event->peer.kind) {
    case ROLE_LEDGER:
      fd_close(&judge->ledger);
      judge->ledger = event->fd;
      judge->said_idle = false;
      forget_lease(judge);
      return 0;
    case ROLE_SIGNER:
      fd_close(&judge->signer);
      judge->signer = event->fd;
      if (judge->half && tell_signer(judge, err) < 0) log_failure("verdict", err);
      return 0;
    case ROLE_JAILER:
      /* It may be gone again by now: then there will be another. */
      judge->prepared = false;
      rc = boxes_connect(judge->slot.boxes, event->fd, err);
      if (rc < 0) log_failure("jailer", err);
      return 0;
    default:
      fd_close(&event->fd);
      return err_set(err, ERR_PROTOCOL, "no such peer: %s %u", role_name(event->peer.kind),
                     event->peer.index);
  }
}

static int serve_control(struct judge *judge, bool *ret_end, struct err *err) {
  struct role_event event;
  int rc = role_next(&judge->role, &event, err);
  if (rc < 0) return rc;
  switch (event.kind) {
    case ROLE_EVENT_PEER:
      return take_peer(judge, &event, err);
    case ROLE_EVENT_GO:
      rc = confine(CONFINE_JUDGE, err);
      return rc < 0 ? rc : role_say(&judge->role, MESSAGE_ROLE_READY, err);
    case ROLE_EVENT_DRAIN:
      judge->draining = true;
      return 0;
    case ROLE_EVENT_END:
      *ret_end = true;
      return 0;
    case ROLE_EVENT_BANK_INDEX:
      fd_close(&event.fd);
  }
  return err_set(err, ERR_PROTOCOL, "control event %d is not for a judge", (int)event.kind);
}

/* ---- the loop ---- */

static bool has_jailer(const struct judge *judge) { return boxes_are_usable(judge->slot.boxes); }

/* Does what need not wait for anybody. */
static int work(struct judge *judge, struct err *err) {
  if (judge->has_lease && has_jailer(judge)) grade_lease(judge);
  if (judge->draining && !judge->has_lease && !judge->drained) {
    judge->drained = true;
    return role_say(&judge->role, MESSAGE_ROLE_DRAINED, err);
  }
  if (!judge->draining && !judge->has_lease && !judge->said_idle && judge->ledger >= 0 &&
      has_jailer(judge)) {
    const struct bytes_writer nothing = bytes_writer(NULL, 0);
    if (say(&judge->ledger, MESSAGE_IDLE, &nothing, -1, err) < 0)
      log_failure("asking the ledger for work", err);
    else
      judge->said_idle = true;
  }
  return 0;
}

static void prepare(struct judge *judge) {
  struct err err;
  bool more = false;
  int rc = slot_prepare(&judge->slot, &more, &err);
  judge->prepared = rc < 0 || !more;
  /* Whoever needs the box will hear of it again. */
  if (rc < 0) log_failure("opening boxes ahead of need", &err);
}

static int run(struct judge *judge, struct err *err) {
  for (bool end = false; !end;) {
    int rc = work(judge, err);
    if (rc < 0) return rc;
    bool usable = has_jailer(judge), preparing = usable && !judge->prepared;
    struct pollfd waiting[] = {
        {.fd = judge->role.control, .events = POLLIN},
        {.fd = judge->ledger, .events = POLLIN},
        {.fd = usable ? boxes_jailer_fd(judge->slot.boxes) : -1},
    };
    if (poll(waiting, 3, preparing ? 0 : -1) < 0) continue;
    if (waiting[0].revents) {
      rc = serve_control(judge, &end, err);
      if (rc < 0) return rc;
    } else if (waiting[1].revents) {
      serve_ledger(judge);
    } else if (waiting[2].revents) {
      boxes_disconnect(judge->slot.boxes);
    } else if (preparing) {
      prepare(judge);
    }
  }
  return 0;
}

/* Accepting goes before grading: on a busy host the front and the ledger get the processor first.
 */
#define NICE 5

int main(void) {
  static struct judge judge;
  struct err err;
  if (setpriority(PRIO_PROCESS, 0, NICE) != 0) log_warning("-", "nice %d: %m", NICE);
  judge.ledger = judge.signer = -1;
  int rc = role_begin(ROLE_JUDGE, &judge.role, &err);
  int *resources = judge.role.resources;
  if (rc == 0 && judge.role.resource_count != 3)
    rc = err_set(&err, ERR_PROTOCOL, "%zu resources, a judge needs 3", judge.role.resource_count);
  if (rc == 0) rc = slot_open(&judge.slot, resources[0], resources[1], resources[2], &err);
  if (rc == 0) {
    fd_close(&resources[1]);
    fd_close(&resources[2]);
    rc = run(&judge, &err);
    slot_close(&judge.slot);
  }
  if (rc < 0) log_error("-", "%s", err.message);
  forget_lease(&judge);
  free(judge.half);
  return rc < 0;
}
