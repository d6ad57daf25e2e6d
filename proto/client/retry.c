#include "proto/client/retry.h"

struct retry retry_begin(uint64_t first_ms, uint64_t max_ms, uint64_t seed) {
  return (struct retry){.pause_ms = first_ms, .max_ms = max_ms, .random = seed ? seed : 1};
}

static uint64_t next_random(struct retry *retry) { /* xorshift64 */
  retry->random ^= retry->random << 13;
  retry->random ^= retry->random >> 7;
  retry->random ^= retry->random << 17;
  return retry->random;
}

uint64_t retry_next(struct retry *retry, uint64_t wanted_ms) {
  uint64_t half = retry->pause_ms / 2;
  uint64_t pause = half + next_random(retry) % (retry->pause_ms - half + 1);
  retry->pause_ms = retry->pause_ms * 2 < retry->max_ms ? retry->pause_ms * 2 : retry->max_ms;
  return pause < wanted_ms ? wanted_ms : pause;
}
