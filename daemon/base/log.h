/* Log lines on stderr: one line an event, never code, source or answers of a candidate.
 *
 * With $JOURNAL_STREAM or a pipe on stderr each line starts with the <N> level prefix that the
 * journal understands; on a terminal with the time. The subject (a submission's tenant/id, or "-")
 * is an argument, so that no line can lack it. Thread-safe: one write(2) a line. */
#pragma once

enum log_level {
  LOG_LEVEL_ERROR = 3,
  LOG_LEVEL_WARNING = 4,
  LOG_LEVEL_INFO = 6,
  LOG_LEVEL_DEBUG = 7
};

/* role: static string such as "ledger"; lines above `level` are dropped. */
void log_open(const char *role, enum log_level level);

__attribute__((format(printf, 3, 4))) void log_event(enum log_level level, const char *subject,
                                                     const char *format, ...);

#define log_error(subject, ...) log_event(LOG_LEVEL_ERROR, (subject), __VA_ARGS__)
#define log_warning(subject, ...) log_event(LOG_LEVEL_WARNING, (subject), __VA_ARGS__)
#define log_info(subject, ...) log_event(LOG_LEVEL_INFO, (subject), __VA_ARGS__)
#define log_debug(subject, ...) log_event(LOG_LEVEL_DEBUG, (subject), __VA_ARGS__)
