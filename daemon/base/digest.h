/* SHA-256 and HMAC-SHA-256 (libcrypto). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

#define DIGEST_SIZE 32
#define DIGEST_HEX (2 * DIGEST_SIZE + 1)

struct digest_stream; /* one running SHA-256; one thread */

int digest_begin(struct digest_stream **ret_stream, struct err *err);
void digest_add(struct digest_stream *stream, const void *data, size_t length);
/* Adds an 8-byte length before the bytes, so that two fields can never be read as one. */
void digest_add_field(struct digest_stream *stream, const void *data, size_t length);
/* Writes the digest and frees the stream; fails if any step failed. */
int digest_finish(struct digest_stream **stream, uint8_t digest[static DIGEST_SIZE],
                  struct err *err);

int digest_sha256(const void *data, size_t length, uint8_t digest[static DIGEST_SIZE],
                  struct err *err);
int digest_hmac(const void *key, size_t key_length, const void *data, size_t length,
                uint8_t mac[static DIGEST_SIZE], struct err *err);
