/* Capabilities and the flags around them. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

#define CAPABILITY_BIT(capability) (1ULL << (capability))

/* Effective capabilities of this process, as bits. */
int capability_effective(uint64_t *ret_bits, struct err *err);

/* Keeps at most these (permitted and effective), clears inheritable. */
int capability_keep(uint64_t bits, struct err *err);

/* Nothing that this process or its children ever execute gains a capability: empties the bounding
 * and ambient sets, locks uid 0 out of its powers at exec, sets no_new_privs. What the process
 * holds now it keeps. */
int capability_seal(struct err *err);
