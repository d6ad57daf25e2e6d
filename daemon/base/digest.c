#include "daemon/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdbool.h>
#include <stdlib.h>

struct digest_stream {
  EVP_MD_CTX *context;
  bool failed;
};

int digest_begin(struct digest_stream **ret_stream, struct err *err) {
  struct digest_stream *stream = calloc(1, sizeof *stream);
  if (!stream) return err_set(err, ERR_MEMORY, "SHA-256: no memory");
  stream->context = EVP_MD_CTX_new();
  if (!stream->context || EVP_DigestInit_ex(stream->context, EVP_sha256(), NULL) != 1) {
    EVP_MD_CTX_free(stream->context);
    free(stream);
    return err_set(err, ERR_SYSTEM, "SHA-256: libcrypto refused");
  }
  *ret_stream = stream;
  return 0;
}

void digest_add(struct digest_stream *stream, const void *data, size_t length) {
  if (EVP_DigestUpdate(stream->context, data, length) != 1) stream->failed = true;
}

void digest_add_field(struct digest_stream *stream, const void *data, size_t length) {
  uint8_t prefix[8];
  for (int i = 0; i < 8; i++) prefix[i] = (uint8_t)((uint64_t)length >> (8 * i));
  digest_add(stream, prefix, sizeof prefix);
  digest_add(stream, data, length);
}

int digest_finish(struct digest_stream **stream, uint8_t digest[static DIGEST_SIZE],
                  struct err *err) {
  bool failed = (*stream)->failed || EVP_DigestFinal_ex((*stream)->context, digest, NULL) != 1;
  EVP_MD_CTX_free((*stream)->context);
  free(*stream);
  *stream = NULL;
  return failed ? err_set(err, ERR_SYSTEM, "SHA-256: libcrypto refused") : 0;
}

int digest_sha256(const void *data, size_t length, uint8_t digest[static DIGEST_SIZE],
                  struct err *err) {
  if (EVP_Digest(data, length, digest, NULL, EVP_sha256(), NULL) != 1)
    return err_set(err, ERR_SYSTEM, "SHA-256: libcrypto refused");
  return 0;
}

int digest_hmac(const void *key, size_t key_length, const void *data, size_t length,
                uint8_t mac[static DIGEST_SIZE], struct err *err) {
  unsigned size = DIGEST_SIZE;
  if (!HMAC(EVP_sha256(), key, (int)key_length, data, length, mac, &size) || size != DIGEST_SIZE)
    return err_set(err, ERR_SYSTEM, "HMAC-SHA-256: libcrypto refused");
  return 0;
}
