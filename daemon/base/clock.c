#include "daemon/base/clock.h"

#include <limits.h>
#include <time.h>

static uint64_t read_clock(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (uint64_t)now.tv_sec * CLOCK_SECOND + (uint64_t)now.tv_nsec;
}

uint64_t clock_monotonic(void) { return read_clock(CLOCK_MONOTONIC); }
uint64_t clock_wall(void) { return read_clock(CLOCK_REALTIME); }

int clock_poll_timeout(uint64_t deadline) {
  uint64_t now = clock_monotonic();
  if (deadline <= now) return 0;
  uint64_t wait = (deadline - now + CLOCK_MS - 1) / CLOCK_MS;
  return wait > INT_MAX ? INT_MAX : (int)wait;
}
