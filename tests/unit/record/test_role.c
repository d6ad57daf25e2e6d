/* A role's start, as every role's main() does it: what a process is after role_begin. */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "tests/unit/role_play.h"

/* What the child found out about itself, one bit a finding. */
enum finding {
  BEGUN = 1,
  UNDUMPABLE = 2,
  NO_CORE = 4,
  DIES_WITH_PARENT = 8,
  IGNORES_SIGPIPE = 16,
  CLOSES_ON_EXEC = 32,
  HAS_RESOURCE = 64
};

static int look(const struct role *role) {
  int findings = BEGUN, signal_number = 0;
  struct rlimit core;
  struct sigaction action;
  if (prctl(PR_GET_DUMPABLE) == 0) findings |= UNDUMPABLE;
  if (getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0) findings |= NO_CORE;
  if (prctl(PR_GET_PDEATHSIG, &signal_number) == 0 && signal_number == SIGKILL)
    findings |= DIES_WITH_PARENT;
  if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
    findings |= IGNORES_SIGPIPE;
  if (fcntl(10, F_GETFD) == FD_CLOEXEC) findings |= CLOSES_ON_EXEC;
  if (role->resource_count == 1 && fcntl(role->resources[0], F_GETFD) == FD_CLOEXEC)
    findings |= HAS_RESOURCE;
  return findings;
}

/* Forks a process that begins as the ledger; its findings, or -code as an exit status over 128. */
static pid_t begin(int *ret_control) {
  int ends[2];
  assert_int_equal(channel_pair(ends, NULL), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    struct role role;
    if (ends[0] != ROLE_CONTROL_FD) close(ends[0]);
    if (ends[1] != ROLE_CONTROL_FD) {
      dup2(ends[1], ROLE_CONTROL_FD);
      close(ends[1]);
    }
    dup2(2, 10); /* without close-on-exec */
    int rc = role_begin(ROLE_LEDGER, &role, NULL);
    _exit(rc < 0 ? 128 - rc : look(&role));
  }
  close(ends[1]);
  *ret_control = ends[0];
  return pid;
}

static int end(pid_t pid, int control) {
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  close(control);
  return WEXITSTATUS(status);
}

static void send_config(int control, enum role_kind kind, size_t extra) {
  static uint8_t record[4096];
  const struct role_config config = {.kind = kind, .log_level = 0};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  role_config_put(&config, &writer);
  writer.length += extra;
  play_send(control, MESSAGE_ROLE_CONFIG, &writer, &null, 1);
  close(null);
}

static void a_begun_role_is_hardened(void **state) {
  (void)state;
  int control;
  pid_t pid = begin(&control);
  send_config(control, ROLE_LEDGER, 0);
  assert_int_equal(end(pid, control), BEGUN | UNDUMPABLE | NO_CORE | DIES_WITH_PARENT |
                                          IGNORES_SIGPIPE | CLOSES_ON_EXEC | HAS_RESOURCE);
}

static void a_wrong_start_is_refused(void **state) {
  (void)state;
  int control;
  pid_t pid = begin(&control);
  send_config(control, ROLE_SIGNER, 0);
  assert_int_equal(end(pid, control), 128 + ERR_PROTOCOL);
  pid = begin(&control);
  send_config(control, ROLE_LEDGER, 1);
  assert_int_equal(end(pid, control), 128 + ERR_PROTOCOL);
  pid = begin(&control);
  play_send(control, MESSAGE_ROLE_GO, NULL, NULL, 0);
  assert_int_equal(end(pid, control), 128 + ERR_PROTOCOL);
  pid = begin(&control);
  close(control);
  control = -1;
  assert_int_equal(end(pid, control), 128 + ERR_CLOSED);
}

static void control_messages_become_events(void **state) {
  (void)state;
  struct role role = {0};
  struct role_event event;
  struct err err;
  uint8_t record[64];
  int ends[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  assert_int_equal(channel_pair(ends, NULL), 0);
  role.control = ends[1];
  const struct role_peer peer = {ROLE_JUDGE, 3};
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  role_peer_put(&peer, &writer);
  play_send(ends[0], MESSAGE_ROLE_PEER, &writer, &null, 1);
  assert_int_equal(role_next(&role, &event, &err), 0);
  assert_int_equal(event.kind, ROLE_EVENT_PEER);
  assert_int_equal(event.peer.kind, ROLE_JUDGE);
  assert_int_equal(event.peer.index, 3);
  assert_true(event.fd >= 0);
  close(event.fd);
  play_send(ends[0], MESSAGE_ROLE_PEER, &writer, NULL, 0);
  assert_int_equal(role_next(&role, &event, &err), -ERR_PROTOCOL);
  play_send(ends[0], MESSAGE_ROLE_GO, &writer, NULL, 0);
  assert_int_equal(role_next(&role, &event, &err), -ERR_PROTOCOL);
  play_send(ends[0], MESSAGE_BANK_INDEX, NULL, &null, 1);
  assert_int_equal(role_next(&role, &event, &err), 0);
  assert_int_equal(event.kind, ROLE_EVENT_BANK_INDEX);
  close(event.fd);
  play_send(ends[0], MESSAGE_ROLE_GO, NULL, NULL, 0);
  assert_int_equal(role_next(&role, &event, &err), 0);
  assert_int_equal(event.kind, ROLE_EVENT_GO);
  play_send(ends[0], MESSAGE_ROLE_DRAIN, NULL, NULL, 0);
  assert_int_equal(role_next(&role, &event, &err), 0);
  assert_int_equal(event.kind, ROLE_EVENT_DRAIN);
  play_send(ends[0], MESSAGE_SUBMIT, NULL, NULL, 0);
  assert_int_equal(role_next(&role, &event, &err), -ERR_PROTOCOL);
  close(ends[0]);
  assert_int_equal(role_next(&role, &event, &err), 0);
  assert_int_equal(event.kind, ROLE_EVENT_END);
  close(ends[1]);
  close(null);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_begun_role_is_hardened),
      cmocka_unit_test(a_wrong_start_is_refused),
      cmocka_unit_test(control_messages_become_events),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
