#include "proto/statement/verify.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"

static const struct envelope_signature *find_signature(const struct envelope *envelope,
                                                       const char *id) {
  for (uint32_t i = 0; i < envelope->signature_count; i++)
    if (strcmp(envelope->signatures[i].key_id, id) == 0) return &envelope->signatures[i];
  return NULL;
}

static int check_signature(const struct envelope *envelope,
                           const struct envelope_signature *signature, EVP_PKEY *key,
                           struct err *err) {
  FREE_CLEANUP uint8_t *signed_bytes = NULL;
  uint8_t *data;
  size_t length;
  int rc = envelope_encode(envelope->type, envelope->payload, envelope->payload_length, &data,
                           &length, err);
  if (rc < 0) return rc;
  signed_bytes = data;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context) return err_set(err, ERR_MEMORY, "signature: no memory");
  int verdict = EVP_DigestVerifyInit(context, NULL, NULL, NULL, key);
  if (verdict == 1)
    verdict =
        EVP_DigestVerify(context, signature->bytes, sizeof signature->bytes, signed_bytes, length);
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  if (verdict != 1)
    return err_set(err, ERR_CONFLICT, "signature by key %s does not fit the content",
                   signature->key_id);
  return 0;
}

static int check_envelope(const struct envelope *envelope, EVP_PKEY *key, struct err *err) {
  char id[DIGEST_HEX];
  if (strcmp(envelope->type, ENVELOPE_TYPE) != 0)
    return err_set(err, ERR_UNSUPPORTED, "payload type is %s, expected %s", envelope->type,
                   ENVELOPE_TYPE);
  int rc = key_id(key, id, err);
  if (rc < 0) return rc;
  const struct envelope_signature *signature = find_signature(envelope, id);
  if (!signature)
    return err_set(err, ERR_NOT_FOUND, "not signed by key %s, but by %s%s", id,
                   envelope->signatures[0].key_id,
                   envelope->signature_count > 1 ? " and others" : "");
  return check_signature(envelope, signature, key, err);
}

int envelope_verify(const uint8_t *json, size_t length, EVP_PKEY *key, uint8_t **payload,
                    size_t *payload_length, struct err *err) {
  struct envelope envelope;
  int rc = envelope_parse(json, length, &envelope, err);
  if (rc < 0) return rc;
  rc = check_envelope(&envelope, key, err);
  if (rc < 0) {
    envelope_clear(&envelope);
    return rc;
  }
  *payload = envelope.payload;
  *payload_length = envelope.payload_length;
  return 0;
}

int envelope_verify_pem(const uint8_t *json, size_t length, const void *pem, size_t pem_length,
                        uint8_t **payload, size_t *payload_length, struct err *err) {
  EVP_PKEY *key;
  int rc = key_read_public(pem, pem_length, &key, err);
  if (rc < 0) return err_wrap(err, rc, "public key");
  rc = envelope_verify(json, length, key, payload, payload_length, err);
  EVP_PKEY_free(key);
  return rc;
}
