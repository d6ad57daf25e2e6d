/* Accepting goes before bulk grading: while submissions come in faster than they could ever be
 * graded, the lanes ci and batch wait, so that the burst is on disk sooner. The interactive lane
 * never waits for this, and the others not for longer than BURST_HOLD_NS at a time: then every idle
 * judge is given one of them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/clock.h"

#define BURST_WAVE 8u /* new submissions that one commit brings */
#define BURST_GAP_NS (5 * CLOCK_MS)
#define BURST_HOLD_NS (100 * CLOCK_MS)

struct burst {
  uint64_t wave_at; /* monotonic ns: when the last wave was committed; 0: none yet */
  uint64_t held_at; /* when bulk grading last went on, or the burst began */
};

/* A commit brought so many new submissions. */
void burst_note(struct burst *burst, uint64_t count, uint64_t now);
bool burst_holds_bulk(const struct burst *burst, uint64_t now);
/* When it no longer holds, if no wave comes until then. */
uint64_t burst_end(const struct burst *burst);
/* The hold has passed and judges were given bulk work: the next hold begins. */
void burst_served(struct burst *burst, uint64_t now);
