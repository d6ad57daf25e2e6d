#include "proto/statement/envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/fd.h"
#include "proto/statement/base64.h"

int envelope_encode(const char *type, const uint8_t *payload, size_t payload_length, uint8_t **data,
                    size_t *length, struct err *err) {
  char head[256];
  int used = snprintf(head, sizeof head, "DSSEv1 %zu %s %zu ", strlen(type), type, payload_length);
  if (used < 0 || (size_t)used >= sizeof head)
    return err_set(err, ERR_LIMIT, "payload type: %zu bytes are too many", strlen(type));
  uint8_t *buffer = malloc((size_t)used + payload_length);
  if (!buffer) return err_set(err, ERR_MEMORY, "envelope: no memory for %zu bytes", payload_length);
  memcpy(buffer, head, (size_t)used);
  if (payload_length > 0) memcpy(buffer + used, payload, payload_length);
  *data = buffer;
  *length = (size_t)used + payload_length;
  return 0;
}

int envelope_build(const uint8_t *payload, size_t payload_length,
                   const struct envelope_signature *signature, uint8_t **json, size_t *length,
                   struct err *err) {
  char sig[BASE64_SIZE(ENVELOPE_SIGNATURE_BYTES)];
  base64_encode(signature->bytes, sizeof signature->bytes, sig);
  size_t capacity = BASE64_SIZE(payload_length) + sizeof sig + 256;
  FREE_CLEANUP char *text = malloc(capacity);
  if (!text) return err_set(err, ERR_MEMORY, "envelope: no memory for %zu bytes", capacity);
  size_t used = (size_t)sprintf(text, "{\"payloadType\":\"%s\",\"payload\":\"", ENVELOPE_TYPE);
  used += base64_encode(payload, payload_length, text + used);
  used += (size_t)snprintf(text + used, capacity - used,
                           "\",\"signatures\":[{\"keyid\":\"%s\",\"sig\":\"%s\"}]}",
                           signature->key_id, sig);
  if (used > LIMIT_ENVELOPE_BYTES)
    return err_set(err, ERR_LIMIT, "envelope: %zu bytes, the limit is %u", used,
                   LIMIT_ENVELOPE_BYTES);
  *json = (uint8_t *)text;
  text = NULL;
  *length = used;
  return 0;
}

void envelope_clear(struct envelope *envelope) {
  free(envelope->payload);
  envelope->payload = NULL;
  envelope->payload_length = 0;
}
