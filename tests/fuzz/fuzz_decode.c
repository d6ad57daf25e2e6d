/* libFuzzer target: whatever the bytes, the decoders answer, read nothing beyond them and leak
 * nothing. The first byte chooses the direction.
 *
 *   clang -fsanitize=fuzzer,address,undefined -I. -IBUILD/gen tests/fuzz/fuzz_decode.c ... */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/decode.h"
#include "proto/wire/reply.h"
#include "proto/wire/result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode_request(const uint8_t *data, size_t size) {
  static struct wire_decoder *decoder;
  static struct wire_request request;
  struct submit_reply refusal = {0};
  if (!decoder && wire_decoder_new(&decoder, NULL) < 0) abort();
  if (wire_decode(decoder, data, size, &request, &refusal) < 0) {
    if (refusal.reason == 0 || !refusal.message[0]) abort();
    return;
  }
  if (request.kind != WIRE_SUBMIT) return;
  const struct submission *submission = &request.submission;
  if (submission->source_length == 0 || submission->source_length > LIMIT_SOURCE_BYTES) abort();
  if (strlen((const char *)submission->source) != submission->source_length) abort();
}

static void decode_reply(const uint8_t *data, size_t size) {
  struct wire_reply reply;
  if (wire_reply_decode(data, size, &reply, NULL) == 0) wire_reply_clear(&reply);
}

static void decode_result(const uint8_t *data, size_t size) {
  struct wire_result result;
  if (wire_result_unpack(data, size, &result, NULL) == 0) wire_result_clear(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  switch (data[0] % 3) {
    case 0:
      decode_request(data + 1, size - 1);
      break;
    case 1:
      decode_reply(data + 1, size - 1);
      break;
    default:
      decode_result(data + 1, size - 1);
  }
  return 0;
}
