/* Checks a signed result, offline, with a public key and nothing else. */
#pragma once

#include "proto/statement/envelope.h"
#include "proto/statement/key.h"

/* Takes the payload out of an envelope whose signature by `key` is right. *payload (bytes of a
 * graded.v1.Result, not yet parsed) is malloc'ed; the caller frees. Failures:
 *   ERR_INVALID      malformed, bytes behind the envelope, over a limit: says where
 *   ERR_UNSUPPORTED  another payload type than ENVELOPE_TYPE: names it
 *   ERR_NOT_FOUND    no signature by this key: names the key ids that are there
 *   ERR_CONFLICT     the signature does not fit the content */
int envelope_verify(const uint8_t *json, size_t length, EVP_PKEY *key, uint8_t **payload,
                    size_t *payload_length, struct err *err);

/* The same with the public key as PEM text. A bad key is ERR_INVALID, its message starts with
 * "public key". */
int envelope_verify_pem(const uint8_t *json, size_t length, const void *pem, size_t pem_length,
                        uint8_t **payload, size_t *payload_length, struct err *err);
