#include "proto/wire/buffer.h"

#include <stdlib.h>

int wire_buffer_pack(struct wire_buffer *buffer, const ProtobufCMessage *message, struct err *err) {
  size_t length = protobuf_c_message_get_packed_size(message);
  if (length > buffer->capacity) {
    size_t capacity = length < 4096 ? 4096 : length + length / 2;
    uint8_t *grown = realloc(buffer->data, capacity);
    if (!grown) return err_set(err, ERR_MEMORY, "message of %zu bytes: no memory", length);
    buffer->data = grown;
    buffer->capacity = capacity;
  }
  buffer->length = protobuf_c_message_pack(message, buffer->data);
  return 0;
}

void wire_buffer_clear(struct wire_buffer *buffer) {
  free(buffer->data);
  *buffer = (struct wire_buffer){0};
}
