/* A real role process whose supervisor and neighbours are played by the test. */
#pragma once

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/channel.h"
#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "proto/record/message.h"
#include "proto/record/role.h"

#define PLAY_PATIENCE (20 * CLOCK_SECOND)
#define PLAY_UNUSED __attribute__((unused))

struct play {
  pid_t pid;
  int control;
};

/* build/tests/unit/AREA/test_NAME -> build/libexec/NAME */
PLAY_UNUSED static void play_program(const char *name, char path[static PATH_MAX]) {
  ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
  assert_true(length > 0);
  path[length] = 0;
  for (int i = 0; i < 4; i++) *strrchr(path, '/') = 0;
  size_t used = strlen(path);
  snprintf(path + used, PATH_MAX - used, "/libexec/%s", name);
}

PLAY_UNUSED static void play_send(int channel, uint32_t type, const struct bytes_writer *record,
                                  const int *fds, size_t count) {
  struct err err;
  assert_false(record && record->failed);
  if (channel_send(channel, type, record ? record->data : NULL, record ? record->length : 0, fds,
                   count, &err) < 0)
    fail_msg("sending type %u: %s", type, err.message);
}

/* before_exec runs in the child, may be NULL. */
PLAY_UNUSED static void play_start(struct play *play, const char *name,
                                   const struct role_config *config, const int *resources,
                                   size_t resource_count, void (*before_exec)(void)) {
  char path[PATH_MAX];
  uint8_t record[CHANNEL_PAYLOAD_MAX];
  int ends[2];
  play_program(name, path);
  assert_int_equal(channel_pair(ends, NULL), 0);
  play->pid = fork();
  assert_true(play->pid >= 0);
  if (play->pid == 0) {
    if (before_exec) before_exec();
    if (ends[1] == ROLE_CONTROL_FD)
      fcntl(ends[1], F_SETFD, 0);
    else
      dup2(ends[1], ROLE_CONTROL_FD);
    execl(path, name, (char *)NULL);
    fprintf(stderr, "%s cannot be started\n", path);
    _exit(127);
  }
  close(ends[1]);
  play->control = ends[0];
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  role_config_put(config, &writer);
  play_send(play->control, MESSAGE_ROLE_CONFIG, &writer, resources, resource_count);
}

/* Gives the role a neighbour; the neighbour's end is returned. */
PLAY_UNUSED static int play_peer(struct play *play, enum role_kind kind, uint32_t index) {
  const struct role_peer peer = {.kind = kind, .index = index};
  uint8_t record[64];
  int ends[2];
  assert_int_equal(channel_pair(ends, NULL), 0);
  struct bytes_writer writer = bytes_writer(record, sizeof record);
  role_peer_put(&peer, &writer);
  play_send(play->control, MESSAGE_ROLE_PEER, &writer, &ends[1], 1);
  close(ends[1]);
  return ends[0];
}

/* The next message; it must come, and be of this type. */
PLAY_UNUSED static void play_expect(int channel, uint32_t type, struct channel_message *message) {
  struct err err;
  int rc = channel_receive_until(channel, clock_monotonic() + PLAY_PATIENCE, message, &err);
  if (rc < 0) fail_msg("waiting for type %u: %s", type, err.message);
  assert_int_equal(message->type, type);
}

/* Nothing comes: decided by a later message on the same channel where possible, here by time. */
PLAY_UNUSED static void play_expect_silence(int channel, uint64_t ns) {
  struct channel_message message;
  struct err err;
  int rc = channel_receive_until(channel, clock_monotonic() + ns, &message, &err);
  if (rc == 0) fail_msg("type %u came, nothing was expected", message.type);
  assert_int_equal(rc, -ERR_AGAIN);
}

PLAY_UNUSED static void play_expect_closed(int channel) {
  struct channel_message message;
  struct err err;
  int rc = channel_receive_until(channel, clock_monotonic() + PLAY_PATIENCE, &message, &err);
  assert_int_equal(rc, -ERR_CLOSED);
}

PLAY_UNUSED static void play_go(struct play *play) {
  struct channel_message message;
  play_send(play->control, MESSAGE_ROLE_GO, NULL, NULL, 0);
  play_expect(play->control, MESSAGE_ROLE_READY, &message);
}

/* Waits for its end; the wait status. */
PLAY_UNUSED static int play_wait(struct play *play) {
  int status = 0;
  assert_int_equal(waitpid(play->pid, &status, 0), play->pid);
  close(play->control);
  play->pid = 0;
  return status;
}

PLAY_UNUSED static void play_kill(struct play *play) {
  kill(play->pid, SIGKILL);
  play_wait(play);
}

/* The supervisor goes; the role must end by itself. */
PLAY_UNUSED static void play_end(struct play *play) {
  int status = 0;
  close(play->control);
  assert_int_equal(waitpid(play->pid, &status, 0), play->pid);
  play->pid = 0;
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}
