/* From a fresh process in new namespaces to a warm parent that waits for runs. */
#pragma once

#include "sandbox/box/parent.h"

/* Receives BOX_PREPARE, lets the module prepare while the host's files are visible read-only, then
 * leaves them for the phase's own root. */
int setup_prepare(struct parent *parent, struct err *err);

/* Replaces the program by the bytes of the sealed file. */
int setup_program(struct parent *parent, struct err *err);
