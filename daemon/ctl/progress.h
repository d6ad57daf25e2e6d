/* Progress of whatever takes over a second, on stderr: a bar that is redrawn on a terminal, one
 * line every ten seconds elsewhere, nothing with `quiet`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
  const char *what; /* borrowed */
  size_t done, total;
  uint64_t started, printed; /* monotonic ns */
  bool terminal, quiet, shown;
};

void progress_begin(struct progress *progress, const char *what, size_t total, bool quiet);
void progress_step(struct progress *progress, size_t done, const char *detail);
void progress_end(struct progress *progress); /* wipes the bar */

/* On a terminal, what is being waited for, where its length is not known; nothing elsewhere. NULL
 * wipes it. */
void progress_say(const char *text);
