/* Errors as values: one struct passed last, filled once where the failure happens, wrapped with
 * context on the way up, and handled (logged, answered) exactly once.
 *
 * Convention for every function of this project that can fail: it returns 0, or a negative
 * `-ERR_...` code and fills `*err`; its outputs are untouched on failure. `err` may be NULL when
 * the caller needs only the code. No function both logs and returns an error. */
#pragma once

#include <stddef.h>

enum err_code {
  ERR_SYSTEM = 1,  /* a system call or library refused; os_errno holds errno, or 0 */
  ERR_INVALID,     /* input breaks its contract: the message names field, limit and value */
  ERR_LIMIT,       /* a bound was exceeded: the message names it */
  ERR_PROTOCOL,    /* a peer of our own sent what it must not send */
  ERR_NOT_FOUND,   /* the named thing does not exist */
  ERR_CONFLICT,    /* the same name exists with other content */
  ERR_CLOSED,      /* the peer has gone */
  ERR_AGAIN,       /* would block, or a deadline passed */
  ERR_UNSUPPORTED, /* this host or build cannot do it; the message says what is missing */
  ERR_MEMORY,      /* allocation failed */
  ERR_INTERNAL     /* a promise between our own parts was broken */
};

struct err {
  enum err_code code;
  int os_errno;
  char message[512]; /* one line, no newline, UTF-8 where the input was */
};

/* Fills *err and returns -code. */
__attribute__((format(printf, 3, 4))) int err_set(struct err *err, enum err_code code,
                                                  const char *format, ...);

/* Like err_set(ERR_SYSTEM) with ": strerror(errno)" appended; keeps errno in err->os_errno. */
__attribute__((format(printf, 2, 3))) int err_system(struct err *err, const char *format, ...);

/* Puts "context: " before the message that is already there and returns -err->code.
 * With err == NULL returns `code_if_null`, which is the callee's own return value. */
__attribute__((format(printf, 3, 4))) int err_wrap(struct err *err, int code_if_null,
                                                   const char *format, ...);

/* The code's name for people and logs: "invalid", "limit", ... Never NULL. */
const char *err_code_name(enum err_code code);
