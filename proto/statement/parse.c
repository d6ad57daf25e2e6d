/* Its own file, so that what builds envelopes does not contain what parses them. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/statement/base64.h"
#include "proto/statement/envelope.h"

static void release_json(json_t **value) { json_decref(*value); }
#define JSON_CLEANUP __attribute__((cleanup(release_json)))

static int load_json(const uint8_t *json, size_t length, json_t **ret_value, struct err *err) {
  json_error_t error;
  if (length > LIMIT_ENVELOPE_BYTES)
    return err_set(err, ERR_INVALID, "envelope: %zu bytes, the limit is %u", length,
                   LIMIT_ENVELOPE_BYTES);
  *ret_value = json_loadb((const char *)json, length, JSON_REJECT_DUPLICATES, &error);
  if (!*ret_value) {
    /* jansson quotes what stands near the place: the file's text, not ours to print. */
    char *quoted = strstr(error.text, " near ");
    if (quoted) *quoted = 0;
    return err_set(err, ERR_INVALID, "envelope: byte %d: %s", error.position, error.text);
  }
  if (!json_is_object(*ret_value)) return err_set(err, ERR_INVALID, "envelope: not a JSON object");
  return 0;
}

static int get_text(const json_t *object, const char *name, const char **text, size_t *length,
                    struct err *err) {
  const json_t *value = json_object_get(object, name);
  if (!json_is_string(value))
    return err_set(err, ERR_INVALID, "envelope: %s is %s", name,
                   value ? "not a string" : "missing");
  *text = json_string_value(value);
  *length = json_string_length(value);
  return 0;
}

/* Printable, because messages quote it to a person's terminal. */
static int get_type(const json_t *object, char *type, size_t capacity, struct err *err) {
  const char *text;
  size_t length;
  int rc = get_text(object, "payloadType", &text, &length, err);
  if (rc < 0) return rc;
  for (size_t i = 0; i < length; i++)
    if (text[i] <= ' ' || text[i] > '~')
      return err_set(err, ERR_INVALID, "envelope: payloadType has a character that no type has");
  if (length >= capacity)
    return err_set(err, ERR_INVALID, "envelope: payloadType has %zu bytes, the limit is %zu",
                   length, capacity - 1);
  memcpy(type, text, length + 1);
  return 0;
}

static int parse_signature(const json_t *value, struct envelope_signature *signature,
                           struct err *err) {
  const char *key_id, *sig;
  size_t key_id_length, sig_length, decoded = 0;
  uint8_t bytes[BASE64_SIZE(ENVELOPE_SIGNATURE_BYTES)];
  if (!json_is_object(value))
    return err_set(err, ERR_INVALID, "envelope: a signature is not an object");
  int rc = get_text(value, "keyid", &key_id, &key_id_length, err);
  if (rc == 0) rc = get_text(value, "sig", &sig, &sig_length, err);
  if (rc < 0) return rc;
  if (key_id_length != DIGEST_HEX - 1 || strspn(key_id, "0123456789abcdef") != key_id_length)
    return err_set(err, ERR_INVALID, "envelope: keyid is not %d lower-case hex digits",
                   DIGEST_HEX - 1);
  if (sig_length != BASE64_SIZE(ENVELOPE_SIGNATURE_BYTES) - 1 ||
      !base64_decode(sig, sig_length, bytes, &decoded) || decoded != ENVELOPE_SIGNATURE_BYTES)
    return err_set(err, ERR_INVALID, "envelope: sig is not base64 of %d bytes",
                   ENVELOPE_SIGNATURE_BYTES);
  memcpy(signature->key_id, key_id, DIGEST_HEX);
  memcpy(signature->bytes, bytes, sizeof signature->bytes);
  return 0;
}

static int parse_signatures(const json_t *object, struct envelope *envelope, struct err *err) {
  const json_t *list = json_object_get(object, "signatures");
  size_t count = json_array_size(list);
  if (!json_is_array(list) || count < 1 || count > ENVELOPE_SIGNATURES_MAX)
    return err_set(err, ERR_INVALID, "envelope: signatures is not a list of 1 to %u",
                   ENVELOPE_SIGNATURES_MAX);
  for (size_t i = 0; i < count; i++) {
    int rc = parse_signature(json_array_get(list, i), &envelope->signatures[i], err);
    if (rc < 0) return rc;
  }
  envelope->signature_count = (uint32_t)count;
  return 0;
}

int envelope_parse(const uint8_t *json, size_t length, struct envelope *ret_envelope,
                   struct err *err) {
  JSON_CLEANUP json_t *object = NULL;
  struct envelope got = {0};
  const char *payload;
  size_t payload_length;
  int rc = load_json(json, length, &object, err);
  if (rc == 0) rc = get_type(object, got.type, sizeof got.type, err);
  if (rc == 0) rc = get_text(object, "payload", &payload, &payload_length, err);
  if (rc == 0) rc = parse_signatures(object, &got, err);
  if (rc < 0) return rc;
  got.payload = malloc(payload_length / 4 * 3 + 1);
  if (!got.payload) return err_set(err, ERR_MEMORY, "envelope: no memory for its payload");
  if (!base64_decode(payload, payload_length, got.payload, &got.payload_length)) {
    envelope_clear(&got);
    return err_set(err, ERR_INVALID, "envelope: payload is not base64");
  }
  *ret_envelope = got;
  return 0;
}
