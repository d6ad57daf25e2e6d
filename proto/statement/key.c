#include "proto/statement/key.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "daemon/base/bytes.h"

static int no_passphrase(char *buffer, int size, int writing, void *context) {
  (void)buffer, (void)size, (void)writing, (void)context;
  return -1;
}

static int read_pem(const void *pem, size_t length, bool private_part, EVP_PKEY **ret_key,
                    struct err *err) {
  const char *what = private_part ? "private" : "public";
  BIO *memory = length <= 65536 ? BIO_new_mem_buf(pem, (int)length) : NULL;
  EVP_PKEY *key = NULL;
  if (memory)
    key = private_part ? PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL)
                       : PEM_read_bio_PUBKEY(memory, NULL, no_passphrase, NULL);
  BIO_free(memory);
  ERR_clear_error();
  if (!key) return err_set(err, ERR_INVALID, "not a %s key in PEM without a passphrase", what);
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
    EVP_PKEY_free(key);
    return err_set(err, ERR_INVALID, "not an Ed25519 key");
  }
  *ret_key = key;
  return 0;
}

int key_read_public(const void *pem, size_t length, EVP_PKEY **ret_key, struct err *err) {
  return read_pem(pem, length, false, ret_key, err);
}

int key_read_private(const void *pem, size_t length, EVP_PKEY **ret_key, struct err *err) {
  return read_pem(pem, length, true, ret_key, err);
}

int key_id(const EVP_PKEY *key, char id[static DIGEST_HEX], struct err *err) {
  unsigned char *der = NULL;
  uint8_t digest[DIGEST_SIZE];
  int length = i2d_PUBKEY(key, &der);
  if (length <= 0) return err_set(err, ERR_SYSTEM, "key id: libcrypto refused");
  int rc = digest_sha256(der, (size_t)length, digest, err);
  OPENSSL_free(der);
  if (rc == 0) bytes_to_hex(digest, sizeof digest, id);
  return rc;
}
