/* libFuzzer target: whatever the bytes, the envelope parser answers, reads nothing beyond them and
 * leaks nothing; and what it accepts, built again, parses to the same.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_envelope.c \
 *     proto/statement/{envelope,parse,base64}.c daemon/base/{err,fd}.c -ljansson */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/statement/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void build_again(const struct envelope *envelope) {
  struct envelope again;
  uint8_t *json;
  size_t length;
  if (envelope_build(envelope->payload, envelope->payload_length, &envelope->signatures[0], &json,
                     &length, NULL) < 0)
    return;
  if (envelope_parse(json, length, &again, NULL) < 0) abort();
  if (again.payload_length != envelope->payload_length ||
      memcmp(again.payload, envelope->payload, again.payload_length) != 0 ||
      again.signature_count != 1 ||
      memcmp(&again.signatures[0], &envelope->signatures[0], sizeof again.signatures[0]) != 0)
    abort();
  envelope_clear(&again);
  free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct envelope envelope;
  struct err err = {0};
  int rc = envelope_parse(data, size, &envelope, &err);
  if (rc < 0) {
    if (!err.message[0]) abort();
    return 0;
  }
  if (envelope.signature_count == 0 || envelope.signature_count > ENVELOPE_SIGNATURES_MAX) abort();
  build_again(&envelope);
  envelope_clear(&envelope);
  return 0;
}
