/* How long to wait before the next try: growing pauses with jitter, so that many clients of a
 * daemon that was away do not all come back at the same moment. */
#pragma once

#include <stdint.h>

struct retry {
  uint64_t pause_ms, max_ms;
  uint64_t random; /* state of the jitter; never 0 */
};

struct retry retry_begin(uint64_t first_ms, uint64_t max_ms, uint64_t seed);
/* The next pause: between a half and the whole of a value that doubles up to max_ms; at least
 * `wanted_ms`, which the daemon may have asked for. */
uint64_t retry_next(struct retry *retry, uint64_t wanted_ms);
