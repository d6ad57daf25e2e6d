#include "daemon/ctl/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "daemon/base/clock.h"

#define BAR_WIDTH 30
#define QUIET_UNTIL CLOCK_SECOND
#define LINE_EVERY (10 * CLOCK_SECOND)
#define REDRAW_EVERY (50 * CLOCK_MS)

void progress_begin(struct progress *progress, const char *what, size_t total, bool quiet) {
  *progress = (struct progress){.what = what,
                                .total = total,
                                .started = clock_monotonic(),
                                .terminal = isatty(STDERR_FILENO),
                                .quiet = quiet};
}

static void draw_bar(const struct progress *progress, const char *detail) {
  size_t filled = progress->total > 0 ? progress->done * BAR_WIDTH / progress->total : 0;
  char bar[BAR_WIDTH + 1];
  for (size_t i = 0; i < BAR_WIDTH; i++) bar[i] = i < filled ? '#' : '.';
  bar[BAR_WIDTH] = 0;
  fprintf(stderr, "\r\033[K%s [%s] %zu/%zu %s", progress->what, bar, progress->done,
          progress->total, detail);
  fflush(stderr);
}

void progress_step(struct progress *progress, size_t done, const char *detail) {
  uint64_t now = clock_monotonic();
  progress->done = done;
  if (progress->quiet || now - progress->started < QUIET_UNTIL) return;
  uint64_t pause = progress->terminal ? REDRAW_EVERY : LINE_EVERY;
  if (progress->shown && now - progress->printed < pause) return;
  progress->shown = true;
  progress->printed = now;
  if (progress->terminal)
    draw_bar(progress, detail);
  else
    fprintf(stderr, "%s: %zu of %zu (%s)\n", progress->what, done, progress->total, detail);
}

void progress_end(struct progress *progress) {
  if (progress->shown && progress->terminal) fprintf(stderr, "\r\033[K");
}

void progress_say(const char *text) {
  if (!isatty(STDERR_FILENO)) return;
  fprintf(stderr, "\r\033[K%s", text ? text : "");
  fflush(stderr);
}
