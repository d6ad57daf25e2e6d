/* Loading a compiled grader once, as every checker will. */
#pragma once

#include "graders/bank/manifest.h"
#include "sandbox/jail.h"

/* ERR_INVALID: the grader cannot be loaded, or is of another ABI: its author's fault. Other errors
 * are ours or the host's. libexec_fd: has runtime-checker.so. Nothing of the grader is called. */
int trial_load(struct jail *jail, int libexec_fd, const struct manifest *manifest,
               const uint8_t *grader, size_t length, struct err *err);
