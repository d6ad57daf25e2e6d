#include "daemon/ctl/local_slot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "daemon/base/spawn.h"
#include "proto/record/message.h"
#include "sandbox/protocol.h"

#define START_TIMEOUT (60 * CLOCK_SECOND)
#define HALF_MAX (8u << 20)

void local_slot_init(struct local_slot *slot) {
  *slot = (struct local_slot){.jailer_pidfd = -1,
                              .judge_pidfd = -1,
                              .jailer_control = -1,
                              .judge_control = -1,
                              .ledger = -1,
                              .signer = -1};
}

static void reap(pid_t *pid, int *pidfd) {
  if (*pid > 0) {
    kill(*pid, SIGKILL);
    waitpid(*pid, NULL, 0);
  }
  *pid = 0;
  fd_close(pidfd);
}

void local_slot_stop(struct local_slot *slot) {
  fd_close(&slot->ledger);
  fd_close(&slot->signer);
  fd_close(&slot->judge_control);
  reap(&slot->judge_pid, &slot->judge_pidfd);
  /* The jailer cleans up its boxes when its control channel closes; only then is it reaped. */
  fd_close(&slot->jailer_control);
  if (slot->jailer_pid > 0) waitpid(slot->jailer_pid, NULL, 0);
  slot->jailer_pid = 0;
  fd_close(&slot->jailer_pidfd);
}

int local_slot_ledger_fd(const struct local_slot *slot) { return slot->ledger; }
int local_slot_signer_fd(const struct local_slot *slot) { return slot->signer; }

/* Starts NAME with `control` as descriptor 3 and `second` (or -1) as 4; keeps our end of control.
 */
static int start_program(int libexec_fd, const char *const argv[], int second, pid_t *pid,
                         int *pidfd, int *control, struct err *err) {
  int ends[2];
  FD_CLEANUP int program = -1;
  int rc = spawn_open_program(libexec_fd, argv[0], &program, err);
  if (rc == 0) rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int theirs = ends[1];
  FD_CLEANUP int ours = ends[0];
  int fds[] = {theirs, second};
  rc = spawn(program, argv, NULL, fds, second >= 0 ? 2 : 1, pid, pidfd, err);
  if (rc == 0) *control = fd_steal(&ours);
  return rc < 0 ? err_wrap(err, rc, "%s", argv[0]) : 0;
}

static int send_config(int control, uint32_t index, const int *resources, size_t count,
                       struct err *err) {
  uint8_t payload[4096];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  const struct role_config config = {.kind = ROLE_JUDGE,
                                     .index = index,
                                     .slots = 1,
                                     .log_level = LOG_LEVEL_WARNING,
                                     .attempts_max = 1};
  role_config_put(&config, &writer);
  int rc = bytes_writer_finish(&writer, "judge's configuration", err);
  return rc < 0 ? rc
                : channel_send(control, MESSAGE_ROLE_CONFIG, payload, writer.length, resources,
                               count, err);
}

/* Makes a channel between the judge and `kind`: its end goes to the judge, ours is returned. */
static int send_peer(int control, enum role_kind kind, uint32_t index, int *ret_ours,
                     struct err *err) {
  uint8_t payload[64];
  int ends[2];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  role_peer_put(&(struct role_peer){.kind = kind, .index = index}, &writer);
  int rc = bytes_writer_finish(&writer, "peer", err);
  if (rc == 0) rc = channel_pair(ends, err);
  if (rc < 0) return rc;
  FD_CLEANUP int theirs = ends[1];
  FD_CLEANUP int ours = ends[0];
  rc = channel_send(control, MESSAGE_ROLE_PEER, payload, writer.length, &theirs, 1, err);
  if (rc == 0) *ret_ours = fd_steal(&ours);
  return rc;
}

static int connect_peers(struct local_slot *slot, uint32_t index, struct err *err) {
  FD_CLEANUP int jail_client = -1;
  int rc = send_peer(slot->judge_control, ROLE_LEDGER, 0, &slot->ledger, err);
  if (rc == 0) rc = send_peer(slot->judge_control, ROLE_SIGNER, 0, &slot->signer, err);
  if (rc == 0) rc = send_peer(slot->judge_control, ROLE_JAILER, index, &jail_client, err);
  if (rc == 0)
    rc = channel_send(slot->jailer_control, JAILER_CLIENT, NULL, 0, &jail_client, 1, err);
  return rc;
}

static int wait_ready(struct local_slot *slot, struct err *err) {
  static struct channel_message message;
  int rc = channel_send(slot->judge_control, MESSAGE_ROLE_GO, NULL, 0, NULL, 0, err);
  if (rc == 0)
    rc = channel_receive_until(slot->judge_control, clock_monotonic() + START_TIMEOUT, &message,
                               err);
  if (rc < 0) return err_wrap(err, rc, "graded-judge did not start");
  bool ready = message.type == MESSAGE_ROLE_READY;
  channel_message_clear(&message);
  return ready ? 0 : err_set(err, ERR_PROTOCOL, "graded-judge: said %u at its start", message.type);
}

int local_slot_start(struct local_slot *slot, uint32_t index, int libexec_fd, int store_fd,
                     int secret_fd, struct err *err) {
  char number[16];
  snprintf(number, sizeof number, "%u", index);
  const char *jailer[] = {"graded-jailer", "--slot", number, NULL};
  const char *judge[] = {"graded-judge", NULL};
  int resources[] = {store_fd, secret_fd, libexec_fd};
  int rc = start_program(libexec_fd, jailer, libexec_fd, &slot->jailer_pid, &slot->jailer_pidfd,
                         &slot->jailer_control, err);
  if (rc == 0)
    rc = start_program(libexec_fd, judge, -1, &slot->judge_pid, &slot->judge_pidfd,
                       &slot->judge_control, err);
  if (rc == 0) rc = send_config(slot->judge_control, index, resources, 3, err);
  if (rc == 0) rc = connect_peers(slot, index, err);
  if (rc == 0) rc = wait_ready(slot, err);
  if (rc < 0) local_slot_stop(slot);
  return rc;
}

int local_slot_lease(struct local_slot *slot, const struct lease *lease, struct err *err) {
  static uint8_t payload[CHANNEL_PAYLOAD_MAX];
  struct bytes_writer writer = bytes_writer(payload, sizeof payload);
  FD_CLEANUP int blob = -1;
  int rc = lease_put(lease, &writer, &blob, err);
  if (rc == 0) rc = bytes_writer_finish(&writer, "lease", err);
  if (rc == 0)
    rc = channel_send(slot->ledger, MESSAGE_LEASE, payload, writer.length, &blob, blob >= 0 ? 1 : 0,
                      err);
  return rc;
}

int local_slot_receive(struct local_slot *slot, struct local_event *ret_event, struct err *err) {
  static struct channel_message message;
  struct fault_record fault = {0};
  int rc = channel_receive(slot->ledger, &message, err);
  if (rc < 0) return rc;
  channel_message_clear(&message);
  memset(ret_event, 0, sizeof *ret_event);
  struct bytes_reader reader = bytes_reader(message.payload, message.length);
  switch (message.type) {
    case MESSAGE_IDLE:
      ret_event->kind = LOCAL_IDLE;
      return 0;
    case MESSAGE_GRADED:
      ret_event->kind = LOCAL_GRADED;
      return 0;
    case MESSAGE_FAULT:
      rc = fault_record_get(&fault, &reader, err);
      if (rc < 0) return rc;
      ret_event->kind = LOCAL_FAULT;
      snprintf(ret_event->reason, sizeof ret_event->reason, "%s", fault.reason);
      return 0;
    default:
      return err_set(err, ERR_PROTOCOL, "graded-judge: unexpected message %u", message.type);
  }
}

int local_slot_receive_half(struct local_slot *slot, struct verdict_half *ret_half,
                            struct err *err) {
  static struct channel_message message;
  FREE_CLEANUP uint8_t *packed = NULL;
  size_t length = 0;
  int used = 0;
  int rc = channel_receive(slot->signer, &message, err);
  if (rc < 0) return rc;
  struct bytes_reader reader = bytes_reader(message.payload, message.length);
  if (message.type != MESSAGE_VERDICT_HALF)
    rc = err_set(err, ERR_PROTOCOL, "graded-judge: unexpected message %u", message.type);
  if (rc == 0) rc = channel_blob_get(&reader, &message, 0, HALF_MAX, &packed, &length, &used, err);
  if (rc == 0) rc = bytes_reader_finish(&reader, "verdict half", err);
  channel_message_clear(&message);
  return rc < 0 ? rc : verdict_half_unpack(ret_half, packed, length, err);
}
