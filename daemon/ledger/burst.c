#include "daemon/ledger/burst.h"

static bool is_on(const struct burst *burst, uint64_t now) {
  return burst->wave_at > 0 && now < burst->wave_at + BURST_GAP_NS;
}

void burst_note(struct burst *burst, uint64_t count, uint64_t now) {
  if (count < BURST_WAVE) return;
  if (!is_on(burst, now)) burst->held_at = now;
  burst->wave_at = now;
}

uint64_t burst_end(const struct burst *burst) {
  uint64_t gap = burst->wave_at + BURST_GAP_NS, hold = burst->held_at + BURST_HOLD_NS;
  return gap < hold ? gap : hold;
}

bool burst_holds_bulk(const struct burst *burst, uint64_t now) {
  return is_on(burst, now) && now < burst_end(burst);
}

void burst_served(struct burst *burst, uint64_t now) { burst->held_at = now; }
