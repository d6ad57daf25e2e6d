#include "daemon/signer/sign.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fd.h"
#include "daemon/base/log.h"
#include "proto/statement/envelope.h"
#include "proto/statement/key.h"
#include "proto/statement/pack.h"

#define PEM_BYTES_MAX 4096u
#define SECURE_HEAP_BYTES 65536u

struct sign_key {
  EVP_PKEY *key;
  char id[DIGEST_HEX];
  uint8_t salt_key[DIGEST_SIZE]; /* salts are derived: no system call for randomness is needed */
};

static int read_pem(int fd, uint8_t *buffer, size_t *ret_length, struct err *err) {
  size_t length = 0;
  while (length < PEM_BYTES_MAX) {
    ssize_t got = pread(fd, buffer + length, PEM_BYTES_MAX - length, (off_t)length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return err_system(err, "signing key");
    if (got == 0) break;
    length += (size_t)got;
  }
  if (length == PEM_BYTES_MAX)
    return err_set(err, ERR_LIMIT, "signing key: %u bytes or more", PEM_BYTES_MAX);
  *ret_length = length;
  return 0;
}

static int load_key(int pem_fd, EVP_PKEY **ret_key, struct err *err) {
  uint8_t *pem =
      mmap(NULL, PEM_BYTES_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pem == MAP_FAILED) return err_system(err, "signing key: mmap");
  size_t length = 0;
  bool locked = mlock(pem, PEM_BYTES_MAX) == 0 && CRYPTO_secure_malloc_initialized();
  if (!locked) log_warning("-", "the signing key may be swapped out: raise RLIMIT_MEMLOCK");
  int rc = read_pem(pem_fd, pem, &length, err);
  if (rc == 0) rc = key_read_private(pem, length, ret_key, err);
  if (rc < 0) rc = err_wrap(err, rc, "signing key");
  OPENSSL_cleanse(pem, PEM_BYTES_MAX);
  munmap(pem, PEM_BYTES_MAX);
  return rc;
}

static int sign_bytes(const struct sign_key *key, const uint8_t *data, size_t length,
                      struct envelope_signature *signature, struct err *err) {
  size_t size = sizeof signature->bytes;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int ok = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) == 1 &&
           EVP_DigestSign(context, signature->bytes, &size, data, length) == 1 &&
           size == sizeof signature->bytes;
  EVP_MD_CTX_free(context);
  if (!ok) return err_set(err, ERR_SYSTEM, "signing: libcrypto refused");
  memcpy(signature->key_id, key->id, sizeof signature->key_id);
  return 0;
}

static int seal_payload(const struct sign_key *key, const uint8_t *payload, size_t payload_length,
                        uint8_t **envelope, size_t *length, struct err *err) {
  struct envelope_signature signature;
  uint8_t *data;
  size_t data_length;
  int rc = envelope_encode(ENVELOPE_TYPE, payload, payload_length, &data, &data_length, err);
  if (rc < 0) return rc;
  rc = sign_bytes(key, data, data_length, &signature, err);
  free(data);
  if (rc < 0) return rc;
  return envelope_build(payload, payload_length, &signature, envelope, length, err);
}

/* Unpredictable to whoever lacks salt_key, different for every statement. */
static int make_salt(const struct sign_key *key, const struct job_ref *job, uint64_t signed_at,
                     uint8_t salt[static PACK_SALT_BYTES], struct err *err) {
  uint8_t input[20], mac[DIGEST_SIZE];
  struct bytes_writer writer = bytes_writer(input, sizeof input);
  job_ref_put(job, &writer);
  bytes_put_u64(&writer, signed_at);
  int rc = digest_hmac(key->salt_key, sizeof key->salt_key, input, writer.length, mac, err);
  if (rc == 0) memcpy(salt, mac, PACK_SALT_BYTES);
  return rc;
}

int sign_statement(const struct sign_key *key, const struct accept_half *accept,
                   const struct verdict_half *verdict, uint8_t **envelope, size_t *length,
                   struct err *err) {
  struct pack_seal seal = {.daemon_version = GRADED_VERSION, .signed_at = clock_wall()};
  uint8_t *payload;
  size_t payload_length;
  int rc = make_salt(key, &accept->job, seal.signed_at, seal.salt, err);
  if (rc == 0) rc = pack_result(accept, verdict, &seal, &payload, &payload_length, err);
  if (rc < 0) return rc;
  rc = seal_payload(key, payload, payload_length, envelope, length, err);
  free(payload);
  return rc;
}

/* libcrypto and its providers load lazily: after this they need no file any more. */
static int sign_once(const struct sign_key *key, struct err *err) {
  static const struct accept_half accept;
  static const struct verdict_half verdict;
  uint8_t *envelope;
  size_t length;
  int rc = sign_statement(key, &accept, &verdict, &envelope, &length, err);
  if (rc == 0) free(envelope);
  return rc;
}

int sign_open(int pem_fd, struct sign_key **ret_key, struct err *err) {
  struct sign_key *key = calloc(1, sizeof *key);
  if (!key) return err_set(err, ERR_MEMORY, "signing key: no memory");
  CRYPTO_secure_malloc_init(SECURE_HEAP_BYTES, 32);
  int rc = 0;
  if (getrandom(key->salt_key, sizeof key->salt_key, 0) != sizeof key->salt_key)
    rc = err_system(err, "getrandom");
  if (rc == 0) rc = load_key(pem_fd, &key->key, err);
  if (rc == 0) rc = key_id(key->key, key->id, err);
  if (rc == 0) rc = sign_once(key, err);
  if (rc < 0)
    sign_close(&key);
  else
    *ret_key = key;
  return rc;
}

const char *sign_key_id(const struct sign_key *key) { return key->id; }

void sign_close(struct sign_key **key) {
  if (!*key) return;
  EVP_PKEY_free((*key)->key);
  OPENSSL_cleanse(*key, sizeof **key);
  free(*key);
  *key = NULL;
}
