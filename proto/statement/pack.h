/* The statement: two halves and the signer's own facts become the exact bytes of a
 * graded.v1.Result.
 *
 * Packing only. Nothing here, and nothing that links this, parses protobuf. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/record/half.h"

#define PACK_SALT_BYTES 16

/* What neither half says. */
struct pack_seal {
  const char *daemon_version; /* borrowed */
  uint64_t signed_at;         /* wall clock, ns */
  uint8_t salt[PACK_SALT_BYTES];
};

/* The halves must belong together: the caller has compared job and content digest. *data is
 * malloc'ed; the caller frees. More than LIMIT_RESULT_BYTES is ERR_LIMIT. */
int pack_result(const struct accept_half *accept, const struct verdict_half *verdict,
                const struct pack_seal *seal, uint8_t **data, size_t *length, struct err *err);
