#include "sandbox/doctor/doctor.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "sandbox/doctor/host.h"
#include "sandbox/jail.h"

#define DOCTOR_SLOT 999u /* no daemon has so many: names of its boxes clash with nobody's */

static const struct box_limits limits = {.cpu_ns = 10 * CLOCK_SECOND,
                                         .wall_ns = 30 * CLOCK_SECOND,
                                         .memory_bytes = 256u << 20,
                                         .output_bytes = 1u << 20,
                                         .stack_bytes = 8u << 20,
                                         .tmp_bytes = 1u << 20,
                                         .processes = 8,
                                         .files = 32};

const char *doctor_state_name(enum doctor_state state) {
  switch (state) {
    case DOCTOR_OK:
      return "ok";
    case DOCTOR_WEAKER:
      return "weaker";
    case DOCTOR_MISSING:
      return "missing";
  }
  return "?";
}

enum doctor_state doctor_state(const struct doctor_report *report) {
  enum doctor_state worst = DOCTOR_OK;
  for (uint32_t i = 0; i < report->count; i++)
    if (report->findings[i].state > worst) worst = report->findings[i].state;
  return worst;
}

/* The compiler in its box: all of its walls, and a program that runs behind them. */
static void examine_compiler(struct jail *jail, struct doctor_report *report) {
  static struct box_report run;
  const struct box_options options = {.phase = BOX_PHASE_COMPILE,
                                      .runtime_fd = -1,
                                      .concurrency = 1,
                                      .prepare_ns = 60 * CLOCK_SECOND};
  const struct box_command command = {.argv = {"/usr/bin/gcc", "-dumpfullversion", NULL}};
  struct box *box = NULL;
  struct err err;
  FD_CLEANUP int output = -1;
  int rc = box_open(jail, &options, &box, &err);
  if (rc == 0) rc = box_command(box, &limits, &command, &output, &run, &err);
  if (box) box_close(&box);
  if (rc < 0)
    host_note(report, "compiler", DOCTOR_MISSING, "the first wall that failed is named",
              "its box: %.250s", err.message);
  else if (run.end != BOX_END_EXIT || run.status != 0)
    host_note(report, "compiler", DOCTOR_MISSING, "install gcc and libc6-dev",
              "/usr/bin/gcc does not run in its box (status %d)", run.status);
  else
    host_note(report, "compiler", DOCTOR_OK, NULL, "gcc %.*s, in its box",
              (int)strcspn(run.output, "\n"), run.output);
}

static void examine_host(struct jail *jail, int libexec_fd, const char *name, const char *module,
                         enum box_phase phase, const char *advice, struct doctor_report *report) {
  struct err err;
  FD_CLEANUP int module_fd = openat(libexec_fd, module, O_RDONLY | O_CLOEXEC);
  const struct box_options options = {
      .phase = phase, .runtime_fd = module_fd, .concurrency = 1, .prepare_ns = 60 * CLOCK_SECOND};
  struct box *box = NULL;
  uint64_t start = clock_monotonic();
  if (module_fd < 0) {
    host_note(report, name, DOCTOR_MISSING, "the installation is incomplete", "%s is not there",
              module);
    return;
  }
  int rc = box_open(jail, &options, &box, &err);
  if (box) box_close(&box);
  if (rc < 0)
    host_note(report, name, DOCTOR_MISSING, advice, "its box: %.250s", err.message);
  else
    host_note(report, name, DOCTOR_OK, NULL, "its box is warm after %.0f ms",
              (double)(clock_monotonic() - start) / CLOCK_MS);
}

static void examine_boxes(int libexec_fd, struct doctor_report *report) {
  struct jail *jail = NULL;
  struct err err;
  if (jail_spawn(libexec_fd, DOCTOR_SLOT, &jail, &err) < 0) {
    host_note(report, "isolation", DOCTOR_MISSING, "the first wall that failed is named", "%.300s",
              err.message);
    return;
  }
  snprintf(report->tier, sizeof report->tier, "%s", jail_tier(jail));
  host_note(report, "isolation", DOCTOR_OK, NULL, "%s", report->tier);
  examine_compiler(jail, report);
  examine_host(jail, libexec_fd, "C", "runtime-c.so", BOX_PHASE_RUN_C, "install libffi8", report);
  examine_host(jail, libexec_fd, "Python with NumPy", "runtime-python.so", BOX_PHASE_RUN_PYTHON,
               "install python3 and python3-numpy", report);
  jail_free(&jail);
}

void doctor_examine(int libexec_fd, struct doctor_report *ret_report) {
  *ret_report = (struct doctor_report){0};
  host_examine(ret_report);
  examine_boxes(libexec_fd, ret_report);
}
