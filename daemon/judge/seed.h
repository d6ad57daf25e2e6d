/* Where a test's inputs come from: fresh for each submission, the same again for a replay, and not
 * to be guessed without the bank's secret. */
#pragma once

#include <stdint.h>

#include "daemon/base/digest.h"

/* HMAC-SHA-256(secret, tenant NUL id NUL question digest) */
int seed_of_submission(const uint8_t secret[static DIGEST_SIZE], const char *tenant, const char *id,
                       const uint8_t question_digest[static DIGEST_SIZE],
                       uint8_t ret_seed[static DIGEST_SIZE], struct err *err);

/* A test's own: HMAC-SHA-256(seed, "test" index), with the index as 8 bytes, little-endian.
 * *ret_nonce is what its outputs must carry: the first 8 bytes of HMAC-SHA-256(seed, "nonce"
 * index). */
int seed_of_test(const uint8_t seed[static DIGEST_SIZE], uint64_t index,
                 uint8_t ret_seed[static DIGEST_SIZE], uint64_t *ret_nonce, struct err *err);
