#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/statement/base64.h"
#include "proto/statement/verify.h"

static const char payload[] = "what was signed";

static EVP_PKEY *new_key(void) {
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  assert_non_null(key);
  return key;
}

/* An envelope as the signer makes it, for any type. */
static char *make(EVP_PKEY *key, const char *type) {
  struct envelope_signature signature;
  uint8_t *data;
  size_t length, size = sizeof signature.bytes;
  assert_int_equal(
      envelope_encode(type, (const uint8_t *)payload, strlen(payload), &data, &length, NULL), 0);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, key), 1);
  assert_int_equal(EVP_DigestSign(context, signature.bytes, &size, data, length), 1);
  EVP_MD_CTX_free(context);
  free(data);
  assert_int_equal(key_id(key, signature.key_id, NULL), 0);
  uint8_t *json;
  assert_int_equal(
      envelope_build((const uint8_t *)payload, strlen(payload), &signature, &json, &length, NULL),
      0);
  char *text = calloc(1, length + 256);
  memcpy(text, json, length);
  free(json);
  if (strcmp(type, ENVELOPE_TYPE) == 0) return text;
  char *at = strstr(text, ENVELOPE_TYPE), *changed = calloc(1, length + 256);
  snprintf(changed, length + 256, "%.*s%s%s", (int)(at - text), text, type,
           at + strlen(ENVELOPE_TYPE));
  free(text);
  return changed;
}

static int verify(const char *text, EVP_PKEY *key, struct err *err) {
  uint8_t *got = NULL;
  size_t length = 0;
  int rc = envelope_verify((const uint8_t *)text, strlen(text), key, &got, &length, err);
  if (rc == 0) {
    assert_int_equal(length, strlen(payload));
    assert_memory_equal(got, payload, length);
  }
  free(got);
  return rc;
}

static void a_right_envelope_gives_its_payload(void **state) {
  (void)state;
  EVP_PKEY *key = new_key();
  char *text = make(key, ENVELOPE_TYPE);
  struct err err;
  assert_int_equal(verify(text, key, &err), 0);
  EVP_PKEY_free(key);
  free(text);
}

static void every_failure_has_its_own_error(void **state) {
  (void)state;
  EVP_PKEY *key = new_key(), *other = new_key();
  char *text = make(key, ENVELOPE_TYPE), *typed = make(key, "application/other");
  struct err err;
  assert_int_equal(verify(text, other, &err), -ERR_NOT_FOUND);
  assert_non_null(strstr(err.message, "not signed by key"));
  assert_int_equal(verify(typed, key, &err), -ERR_UNSUPPORTED);
  assert_non_null(strstr(err.message, "application/other"));
  char *at = strstr(text, "\"payload\":\"") + strlen("\"payload\":\"");
  at[0] = at[0] == 'd' ? 'e' : 'd';
  assert_int_equal(verify(text, key, &err), -ERR_CONFLICT);
  at[0] = 'd';
  assert_int_equal(verify(text, key, &err), 0);
  strcat(text, " \n");
  assert_int_equal(verify(text, key, &err), 0);
  strcat(text, "{}");
  assert_int_equal(verify(text, key, &err), -ERR_INVALID);
  EVP_PKEY_free(key);
  EVP_PKEY_free(other);
  free(text);
  free(typed);
}

static void a_signature_binds_the_type(void **state) {
  (void)state;
  EVP_PKEY *key = new_key();
  char *text = make(key, "application/other"), *at = strstr(text, "application/other");
  char changed[2048];
  struct err err;
  snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, ENVELOPE_TYPE,
           at + strlen("application/other"));
  assert_int_equal(verify(changed, key, &err), -ERR_CONFLICT);
  EVP_PKEY_free(key);
  free(text);
}

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SIG \
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define ONE "{\"keyid\":\"" ID "\",\"sig\":\"" SIG "\"}"
#define WITH(type, body, signatures) \
  "{\"payloadType\":" type ",\"payload\":" body ",\"signatures\":" signatures "}"

static void only_the_form_of_an_envelope_is_parsed(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool good;
  } cases[] = {
      {WITH("\"t\"", "\"QQ==\"", "[" ONE "]"), true},
      {WITH("\"t\"", "\"\"", "[" ONE "]"), true},
      {WITH("\"t\"", "\"QQ==\"", "[" ONE "," ONE "," ONE "," ONE "]"), true},
      {"{\"more\":1,"
       "\"payloadType\":\"t\",\"payload\":\"QQ==\",\"signatures\":[" ONE "]}",
       true},
      {WITH("\"t\"", "\"QQ==\"", "[" ONE "," ONE "," ONE "," ONE "," ONE "]"), false},
      {WITH("\"t\"", "\"QQ==\"", "[]"), false},
      {WITH("\"t\"", "\"QQ==\"", "{}"), false},
      {WITH("\"t\"", "\"QQ==\"", "[1]"), false},
      {WITH("\"t\"", "\"QQ\"", "[" ONE "]"), false},
      {WITH("\"t\"", "\"QR==\"", "[" ONE "]"), false},
      {WITH("\"t\"", "\"Q Q=\"", "[" ONE "]"), false},
      {WITH("\"t\"", "\"Q-_=\"", "[" ONE "]"), false},
      {WITH("\"t\"", "1", "[" ONE "]"), false},
      {WITH("\"t\\u0000\"", "\"QQ==\"", "[" ONE "]"), false},
      {WITH("\"\\u001b[31m\"", "\"QQ==\"", "[" ONE "]"), false},
      {WITH("\"t\"", "\"QQ==\"", "[" ONE "]") "x", false},
      {WITH("\"t\"", "\"QQ==\"", "[{\"keyid\":\"0A\",\"sig\":\"" SIG "\"}]"), false},
      {WITH("\"t\"", "\"QQ==\"", "[{\"keyid\":\"" ID "\",\"sig\":\"QQ==\"}]"), false},
      {WITH("\"t\"", "\"QQ==\",\"payload\":\"QQ==\"", "[" ONE "]"), false},
      {"[]", false},
      {"", false},
      {"null", false},
      {"{\"payloadType\":\"t\"", false},
      {"\xff\xfe", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct envelope envelope;
    struct err err = {0};
    int rc = envelope_parse((const uint8_t *)cases[i].text, strlen(cases[i].text), &envelope, &err);
    if ((rc == 0) != cases[i].good) fail_msg("case %zu: %s", i, rc ? err.message : "accepted");
    if (rc == 0) envelope_clear(&envelope);
    if (rc < 0) assert_int_equal(rc, -ERR_INVALID);
  }
}

static void deep_and_oversize_input_is_refused(void **state) {
  (void)state;
  struct envelope envelope;
  struct err err;
  size_t length = LIMIT_ENVELOPE_BYTES + 1;
  uint8_t *text = malloc(length);
  memset(text, '[', length);
  assert_int_equal(envelope_parse(text, length, &envelope, &err), -ERR_INVALID);
  assert_int_equal(envelope_parse(text, length - 1, &envelope, &err), -ERR_INVALID);
  free(text);
}

static void base64_is_that_of_the_standard(void **state) {
  (void)state;
  static const struct {
    const char *plain, *text;
  } cases[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"},
               {"\xff\xfb\xbf", "//u/"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[16];
    uint8_t plain[16];
    size_t length;
    assert_int_equal(base64_encode(cases[i].plain, strlen(cases[i].plain), text),
                     strlen(cases[i].text));
    assert_string_equal(text, cases[i].text);
    assert_true(base64_decode(text, strlen(text), plain, &length));
    assert_int_equal(length, strlen(cases[i].plain));
    assert_memory_equal(plain, cases[i].plain, length);
  }
}

static void keys_of_another_kind_are_refused(void **state) {
  (void)state;
  EVP_PKEY *rsa = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048), *got;
  BIO *memory = BIO_new(BIO_s_mem());
  char text[4096];
  struct err err;
  assert_int_equal(PEM_write_bio_PUBKEY(memory, rsa), 1);
  int length = BIO_read(memory, text, sizeof text);
  BIO_free(memory);
  EVP_PKEY_free(rsa);
  assert_true(length > 0);
  assert_int_equal(key_read_public(text, (size_t)length, &got, &err), -ERR_INVALID);
  assert_int_equal(key_read_public("rubbish", 7, &got, &err), -ERR_INVALID);
  assert_int_equal(key_read_private(text, (size_t)length, &got, &err), -ERR_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_right_envelope_gives_its_payload),
      cmocka_unit_test(every_failure_has_its_own_error),
      cmocka_unit_test(a_signature_binds_the_type),
      cmocka_unit_test(only_the_form_of_an_envelope_is_parsed),
      cmocka_unit_test(deep_and_oversize_input_is_refused),
      cmocka_unit_test(base64_is_that_of_the_standard),
      cmocka_unit_test(keys_of_another_kind_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
