#include "proto/record/role.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "proto/record/message.h"

static int check_control(struct err *err) {
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt(ROLE_CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
    return err_system(err, "descriptor %d is not the supervisor's channel", ROLE_CONTROL_FD);
  if (type != SOCK_SEQPACKET)
    return err_set(err, ERR_INVALID, "descriptor %d is not the supervisor's channel",
                   ROLE_CONTROL_FD);
  return 0;
}

/* Started from a descriptor, a process is called by the descriptor's number on older kernels. */
static void name_process(enum role_kind kind) {
  char name[16];
  snprintf(name, sizeof name, "graded-%s", role_name(kind));
  prctl(PR_SET_NAME, name); /* only for people who look at processes */
}

static int harden(struct err *err) {
  const struct rlimit none = {0, 0};
  if (close_range(ROLE_CONTROL_FD, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
    return err_system(err, "close_range");
  if (setrlimit(RLIMIT_CORE, &none) < 0) return err_system(err, "setrlimit RLIMIT_CORE");
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return err_system(err, "prctl PR_SET_DUMPABLE");
  /* A supervisor that died before this line is seen as a closed channel below. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return err_system(err, "prctl PR_SET_PDEATHSIG");
  if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return err_system(err, "signal SIGPIPE");
  return 0;
}

static int read_config(enum role_kind kind, struct channel_message *message, struct role *role,
                       struct err *err) {
  if (message->type != MESSAGE_ROLE_CONFIG)
    return err_set(err, ERR_PROTOCOL, "first control message has type %u", message->type);
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  int rc = role_config_get(&role->config, &reader, err);
  if (rc == 0) rc = bytes_reader_finish(&reader, "role's configuration", err);
  if (rc < 0) return rc;
  if (role->config.kind != kind)
    return err_set(err, ERR_PROTOCOL, "this is the %s, the configuration is for the %s",
                   role_name(kind), role_name(role->config.kind));
  role->resource_count = message->fd_count;
  for (size_t i = 0; i < message->fd_count; i++)
    role->resources[i] = channel_message_take_fd(message, i);
  return 0;
}

int role_begin(enum role_kind kind, struct role *ret_role, struct err *err) {
  struct role role = {.control = ROLE_CONTROL_FD};
  memset(role.resources, -1, sizeof role.resources);
  log_open(role_name(kind), LOG_LEVEL_INFO);
  name_process(kind);
  int rc = check_control(err);
  if (rc == 0) rc = harden(err);
  if (rc < 0) return rc;
  struct channel_message message;
  rc = channel_receive(role.control, &message, err);
  if (rc < 0) return err_wrap(err, rc, "waiting for the configuration");
  rc = read_config(kind, &message, &role, err);
  channel_message_clear(&message);
  if (rc < 0) return rc;
  log_open(role_name(kind), (enum log_level)role.config.log_level);
  *ret_role = role;
  return 0;
}

static int read_event(struct channel_message *message, struct role_event *event, struct err *err) {
  struct bytes_reader reader = bytes_reader(message->payload, message->length);
  bool carries = message->type == MESSAGE_ROLE_PEER || message->type == MESSAGE_BANK_INDEX;
  int rc = channel_message_expect_fds(message, carries, err);
  if (rc < 0) return rc;
  switch (message->type) {
    case MESSAGE_ROLE_PEER:
      event->kind = ROLE_EVENT_PEER;
      rc = role_peer_get(&event->peer, &reader, err);
      break;
    case MESSAGE_BANK_INDEX:
      event->kind = ROLE_EVENT_BANK_INDEX;
      break;
    case MESSAGE_ROLE_GO:
      event->kind = ROLE_EVENT_GO;
      break;
    case MESSAGE_ROLE_DRAIN:
      event->kind = ROLE_EVENT_DRAIN;
      break;
    default:
      return err_set(err, ERR_PROTOCOL, "control message has type %u", message->type);
  }
  if (rc == 0) rc = bytes_reader_finish(&reader, "control message", err);
  if (rc == 0) event->fd = channel_message_take_fd(message, 0);
  return rc;
}

int role_next(struct role *role, struct role_event *ret_event, struct err *err) {
  struct channel_message message;
  struct role_event event = {.fd = -1};
  int rc = channel_receive(role->control, &message, err);
  if (rc == -ERR_CLOSED) {
    event.kind = ROLE_EVENT_END;
    *ret_event = event;
    return 0;
  }
  if (rc < 0) return err_wrap(err, rc, "control channel");
  rc = read_event(&message, &event, err);
  channel_message_clear(&message);
  if (rc == 0) *ret_event = event;
  return rc;
}

int role_say(struct role *role, uint32_t type, struct err *err) {
  int rc = channel_send(role->control, type, NULL, 0, NULL, 0, err);
  return rc < 0 ? err_wrap(err, rc, "telling the supervisor") : 0;
}
