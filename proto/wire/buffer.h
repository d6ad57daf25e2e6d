/* A byte buffer that is used again for every message that is built. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

#include "daemon/base/err.h"

struct wire_buffer { /* start it zeroed */
  uint8_t *data;     /* owned */
  size_t length, capacity;
};

/* Replaces the buffer's content by the packed message. */
int wire_buffer_pack(struct wire_buffer *buffer, const ProtobufCMessage *message, struct err *err);
void wire_buffer_clear(struct wire_buffer *buffer);
