/* What a client says to the daemon -> ClientMessage, checked by the same rules as the daemon's.
 *
 * Each replaces the buffer's content and returns 0, or what the daemon would refuse: -ERR_LIMIT or
 * -ERR_INVALID, the message naming the field, the limit and the value. */
#pragma once

#include "proto/record/route.h"
#include "proto/wire/buffer.h"

struct wire_file {
  const char *name; /* "" = the language's default */
  const void *content;
  size_t length;
};

struct wire_submit {
  const char *id, *question, *language;
  enum lane lane;
  struct wire_file files[LIMIT_FILES];
  size_t file_count;
};

int wire_ask_submit(struct wire_buffer *buffer, uint64_t request, const struct wire_submit *submit,
                    struct err *err);
int wire_ask_ack(struct wire_buffer *buffer, uint64_t request, const char *id,
                 const uint8_t digest[static DIGEST_SIZE], struct err *err);
int wire_ask_query(struct wire_buffer *buffer, uint64_t request, const char *id, bool with_source,
                   struct err *err);
int wire_ask_subscribe(struct wire_buffer *buffer, uint64_t request, struct err *err);
int wire_ask_status(struct wire_buffer *buffer, uint64_t request, struct err *err);
int wire_ask_ping(struct wire_buffer *buffer, uint64_t request, struct err *err);
