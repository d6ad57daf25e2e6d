/* Time. Durations and deadlines are monotonic nanoseconds; wall-clock time is only ever recorded.
 */
#pragma once

#include <stdint.h>

#define CLOCK_MS 1000000ULL
#define CLOCK_SECOND 1000000000ULL

uint64_t clock_monotonic(void); /* ns since an arbitrary start */
uint64_t clock_wall(void);      /* ns since 1970-01-01T00:00Z; may jump */

/* Milliseconds from now to a monotonic deadline for poll(2), rounded up; 0 when passed. */
int clock_poll_timeout(uint64_t deadline);
