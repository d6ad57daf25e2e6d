/* Real jailers and boxes for the tests, with the module `actor` as runtime. */
#pragma once

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/jail.h"

#define MIB (1ull << 20)

/* A descriptor of BUILD/NAME; the test is BUILD/tests/unit/sandbox/test_x. */
static inline int play_open(const char *name, int flags) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  assert_true(length > 0);
  path[length] = '\0';
  for (int i = 0; i < 4; i++) *strrchr(path, '/') = '\0';
  size_t used = strlen(path);
  snprintf(path + used, sizeof path - used, "/%s", name);
  int fd = open(path, flags | O_CLOEXEC);
  if (fd < 0) fail_msg("%s", path);
  return fd;
}

static inline struct jail *play_jail(void) {
  struct err err = {0};
  struct jail *jail = NULL;
  int libexec = play_open("libexec", O_RDONLY | O_DIRECTORY);
  if (jail_spawn(libexec, 7, &jail, &err) != 0) fail_msg("%s", err.message);
  close(libexec);
  return jail;
}

static inline struct box_options play_options(enum box_phase phase, int module) {
  return (struct box_options){
      .phase = phase, .runtime_fd = module, .concurrency = 1, .prepare_ns = 20 * CLOCK_SECOND};
}

static inline struct box *play_box(struct jail *jail, enum box_phase phase) {
  struct err err = {0};
  struct box *box = NULL;
  int module = phase == BOX_PHASE_COMPILE ? -1 : play_open("tests/modules/actor.so", O_RDONLY);
  struct box_options options = play_options(phase, module);
  if (box_open(jail, &options, &box, &err) != 0) fail_msg("%s", err.message);
  if (module >= 0) close(module);
  return box;
}

static inline struct box_limits play_limits(void) {
  return (struct box_limits){.cpu_ns = 2 * CLOCK_SECOND,
                             .wall_ns = 10 * CLOCK_SECOND,
                             .memory_bytes = 128 * MIB,
                             .output_bytes = MIB,
                             .stack_bytes = 8 * MIB,
                             .tmp_bytes = 16 * MIB,
                             .processes = 1,
                             .files = 32};
}

static inline void play_run(struct box *box, const struct box_limits *limits, const char *deed,
                            struct box_report *report) {
  struct err err = {0};
  struct box_limits usual = play_limits();
  if (box_run(box, limits ? limits : &usual, deed, strlen(deed), NULL, 0, report, &err) != 0)
    fail_msg("%s: %s", deed, err.message);
}

static inline void play_expect(const char *deed, const struct box_report *report, enum box_end end,
                               int status, uint32_t limits_hit) {
  if (report->end != end || report->status != status || report->limits_hit != limits_hit)
    fail_msg(
        "%s: end %d status %d limits %u trapped %d fault '%s' message '%.*s' output '%.*s'; "
        "expected end %d status %d limits %u",
        deed, report->end, report->status, report->limits_hit, report->hint.trapped_syscall,
        report->fault, (int)report->hint.message_length, report->hint.message,
        (int)report->output_length, report->output, end, status, limits_hit);
}

struct play {
  struct jail *jail;
  struct box *box;
};

static inline int play_setup(void **state, enum box_phase phase) {
  struct play *play = calloc(1, sizeof *play);
  assert_non_null(play);
  play->jail = play_jail();
  play->box = play_box(play->jail, phase);
  *state = play;
  return 0;
}

static inline int play_teardown(void **state) {
  struct play *play = *state;
  box_close(&play->box);
  jail_free(&play->jail);
  free(play);
  return 0;
}
