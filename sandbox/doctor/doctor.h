/* What this host can isolate, found out by doing it: a jailer and a box of every phase are started,
 * and the compiler runs in one. Needs no daemon and changes nothing.
 *
 * Not thread-safe. What cannot be done is a finding, not an error. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

#define DOCTOR_FINDINGS_MAX 16u

enum doctor_state {
  DOCTOR_OK = 1,
  DOCTOR_WEAKER, /* grading is possible, with less than the host could give */
  DOCTOR_MISSING /* grading is not possible */
};

struct doctor_finding {
  const char *name; /* "isolation" */
  enum doctor_state state;
  char found[320];  /* what there is, or what failed */
  char advice[320]; /* what to do about it; "" if nothing */
};

struct doctor_report {
  uint32_t count;
  struct doctor_finding findings[DOCTOR_FINDINGS_MAX];
  char tier[256]; /* as in signed results; "" if no jailer could be started */
};

/* libexec_fd: the directory of graded-jailer and the runtime modules; borrowed. */
void doctor_examine(int libexec_fd, struct doctor_report *ret_report);

/* The worst of the findings. */
enum doctor_state doctor_state(const struct doctor_report *report);
const char *doctor_state_name(enum doctor_state state); /* "ok", "weaker", "missing" */
