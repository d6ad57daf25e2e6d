#include "sandbox/jail.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/jail_private.h"

/* Opening a box waits for the kernel's control groups, at most. */
#define ANSWER_TIMEOUT (30 * CLOCK_SECOND)

int jail_request(struct jail *jail, uint32_t type, const struct bytes_writer *payload,
                 uint32_t expected, struct err *err) {
  int rc = payload ? bytes_writer_finish(payload, "jail request", err) : 0;
  if (rc == 0)
    rc = channel_send(jail->channel, type, payload ? payload->data : NULL,
                      payload ? payload->length : 0, NULL, 0, err);
  if (rc == 0)
    rc = channel_receive_until(jail->channel, clock_monotonic() + ANSWER_TIMEOUT, &jail->message,
                               err);
  if (rc < 0) return err_wrap(err, rc, "jailer");
  if (jail->message.type == expected) return 0;
  rc = jail->message.type == JAIL_FAILED
           ? protocol_take_failure(&jail->message, err)
           : err_set(err, ERR_PROTOCOL, "jailer: answer of type %u", jail->message.type);
  channel_message_clear(&jail->message);
  return rc;
}

static int greet(struct jail *jail, struct err *err) {
  int rc = jail_request(jail, JAIL_HELLO, NULL, JAIL_WELCOME, err);
  if (rc < 0) return rc;
  struct bytes_reader reader = bytes_reader(jail->message.payload, jail->message.length);
  jail->accounting = (enum box_accounting)bytes_get_u8(&reader);
  bytes_get_string(&reader, jail->tier, sizeof jail->tier);
  channel_message_clear(&jail->message);
  return bytes_reader_finish(&reader, "welcome", err);
}

int jail_connect(int channel_fd, struct jail **ret_jail, struct err *err) {
  struct jail *jail = calloc(1, sizeof *jail);
  if (!jail) {
    fd_close(&channel_fd);
    return err_set(err, ERR_MEMORY, "jail: no memory");
  }
  *jail = (struct jail){.channel = channel_fd, .pidfd = -1, .control = -1};
  int rc = greet(jail, err);
  if (rc == 0)
    *ret_jail = jail;
  else
    jail_free(&jail);
  return rc;
}

void jail_free(struct jail **slot) {
  struct jail *jail = *slot;
  if (!jail) return;
  fd_close(&jail->channel);
  fd_close(&jail->control);
  if (jail->pid > 0) waitpid(jail->pid, NULL, 0);
  fd_close(&jail->pidfd);
  free(jail);
  *slot = NULL;
}

const char *jail_tier(const struct jail *jail) { return jail->tier; }
enum box_accounting jail_accounting(const struct jail *jail) { return jail->accounting; }

const char *jail_syscall_name(int number) {
  static _Thread_local char name[64];
  char *found = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
  if (!found) return NULL;
  strncpy(name, found, sizeof name - 1);
  free(found);
  return name;
}
