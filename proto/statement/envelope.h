/* The envelope around a statement: DSSE v1 in JSON.
 *
 *   {"payloadType":"...","payload":"<base64>","signatures":[{"keyid":"<hex>","sig":"<base64>"}]}
 *
 * What is signed is not the JSON but the pre-authentication encoding, which binds type and payload:
 *   "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload       (LEN in decimal)
 * The payload is stored and forwarded as bytes and never serialised again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/digest.h"
#include "proto/record/limits.h"

#define ENVELOPE_TYPE "application/vnd.graded.result.v1+protobuf"
#define ENVELOPE_SIGNATURE_BYTES 64
#define ENVELOPE_SIGNATURES_MAX 4u

struct envelope_signature {
  char key_id[DIGEST_HEX]; /* lower-case hex SHA-256 of the public key's SPKI in DER */
  uint8_t bytes[ENVELOPE_SIGNATURE_BYTES];
};

struct envelope {
  char type[128];
  uint8_t *payload; /* owned */
  size_t payload_length;
  uint32_t signature_count; /* 1..ENVELOPE_SIGNATURES_MAX */
  struct envelope_signature signatures[ENVELOPE_SIGNATURES_MAX];
};

/* The bytes to sign or to verify; *data is malloc'ed, the caller frees. */
int envelope_encode(const char *type, const uint8_t *payload, size_t payload_length, uint8_t **data,
                    size_t *length, struct err *err);

/* An envelope of type ENVELOPE_TYPE with one signature, as JSON without a trailing newline; *json
 * is malloc'ed, the caller frees. More than LIMIT_ENVELOPE_BYTES is ERR_LIMIT. */
int envelope_build(const uint8_t *payload, size_t payload_length,
                   const struct envelope_signature *signature, uint8_t **json, size_t *length,
                   struct err *err);

/* Reads foreign JSON of at most LIMIT_ENVELOPE_BYTES. Anything but the form above is ERR_INVALID
 * with the place and the reason: no duplicate or missing member, strict base64, nothing but white
 * space behind it. Members that DSSE does not define are ignored, as it demands. */
int envelope_parse(const uint8_t *json, size_t length, struct envelope *ret_envelope,
                   struct err *err);
void envelope_clear(struct envelope *envelope);
