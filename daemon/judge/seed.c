#include "daemon/judge/seed.h"

#include <string.h>

#include "daemon/base/bytes.h"
#include "proto/record/limits.h"

int seed_of_submission(const uint8_t secret[static DIGEST_SIZE], const char *tenant, const char *id,
                       const uint8_t question_digest[static DIGEST_SIZE],
                       uint8_t ret_seed[static DIGEST_SIZE], struct err *err) {
  uint8_t text[LIMIT_TENANT_BYTES + LIMIT_ID_BYTES + 2 + DIGEST_SIZE];
  struct bytes_writer writer = bytes_writer(text, sizeof text);
  bytes_put_raw(&writer, tenant, strlen(tenant) + 1);
  bytes_put_raw(&writer, id, strlen(id) + 1);
  bytes_put_raw(&writer, question_digest, DIGEST_SIZE);
  int rc = bytes_writer_finish(&writer, "seed", err);
  return rc < 0 ? rc : digest_hmac(secret, DIGEST_SIZE, text, writer.length, ret_seed, err);
}

static int derive(const uint8_t *seed, const char *purpose, uint64_t index, uint8_t *ret_mac,
                  struct err *err) {
  uint8_t text[32];
  struct bytes_writer writer = bytes_writer(text, sizeof text);
  bytes_put_raw(&writer, purpose, strlen(purpose));
  bytes_put_u64(&writer, index);
  return digest_hmac(seed, DIGEST_SIZE, text, writer.length, ret_mac, err);
}

int seed_of_test(const uint8_t seed[static DIGEST_SIZE], uint64_t index,
                 uint8_t ret_seed[static DIGEST_SIZE], uint64_t *ret_nonce, struct err *err) {
  uint8_t mac[DIGEST_SIZE];
  int rc = derive(seed, "nonce", index, mac, err);
  if (rc == 0) rc = derive(seed, "test", index, ret_seed, err);
  if (rc < 0) return rc;
  struct bytes_reader reader = bytes_reader(mac, sizeof mac);
  *ret_nonce = bytes_get_u64(&reader);
  return 0;
}
