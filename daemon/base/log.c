#include "daemon/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *log_role = "graded";
static enum log_level log_threshold = LOG_LEVEL_INFO;
static int log_for_people;

void log_open(const char *role, enum log_level level) {
  log_role = role;
  log_threshold = level;
  log_for_people = isatty(STDERR_FILENO);
}

/* Control characters in a message would forge or hide lines. */
static void flatten(char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < 0x20 || c == 0x7f) text[i] = ' ';
  }
}

void log_event(enum log_level level, const char *subject, const char *format, ...) {
  if (level > log_threshold) return;
  char line[1024];
  int used;
  if (log_for_people) {
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    used = snprintf(line, sizeof line, "%02d:%02d:%02d.%03ld %s: [%s] ", parts.tm_hour,
                    parts.tm_min, parts.tm_sec, now.tv_nsec / 1000000, log_role, subject);
  } else {
    used = snprintf(line, sizeof line, "<%d>%s: [%s] ", (int)level, log_role, subject);
  }
  if (used < 0) return;
  size_t length = (size_t)used < sizeof line - 2 ? (size_t)used : sizeof line - 2;
  va_list args;
  va_start(args, format);
  int body = vsnprintf(line + length, sizeof line - 1 - length, format, args);
  va_end(args);
  if (body > 0) {
    size_t room = sizeof line - 2 - length;
    length += (size_t)body < room ? (size_t)body : room;
  }
  flatten(line, length);
  line[length++] = '\n';
  /* A log that cannot be written has nobody left to tell. */
  ssize_t ignored = write(STDERR_FILENO, line, length);
  (void)ignored;
}
