#include "daemon/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, enum err_code code, const char *format, ...) {
  if (err) {
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    err->code = code;
    err->os_errno = 0;
  }
  return -(int)code;
}

int err_system(struct err *err, const char *format, ...) {
  int saved = errno;
  if (err) {
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    size_t used = strlen(err->message);
    snprintf(err->message + used, sizeof err->message - used, ": %s", strerror(saved));
    err->code = ERR_SYSTEM;
    err->os_errno = saved;
  }
  errno = saved;
  return -(int)ERR_SYSTEM;
}

int err_wrap(struct err *err, int code_if_null, const char *format, ...) {
  if (!err) return code_if_null;
  char inner[sizeof err->message];
  memcpy(inner, err->message, sizeof inner);
  va_list args;
  va_start(args, format);
  vsnprintf(err->message, sizeof err->message, format, args);
  va_end(args);
  size_t used = strlen(err->message);
  snprintf(err->message + used, sizeof err->message - used, ": %s", inner);
  return -(int)err->code;
}

const char *err_code_name(enum err_code code) {
  switch (code) {
    case ERR_SYSTEM:
      return "system";
    case ERR_INVALID:
      return "invalid";
    case ERR_LIMIT:
      return "limit";
    case ERR_PROTOCOL:
      return "protocol";
    case ERR_NOT_FOUND:
      return "not found";
    case ERR_CONFLICT:
      return "conflict";
    case ERR_CLOSED:
      return "closed";
    case ERR_AGAIN:
      return "again";
    case ERR_UNSUPPORTED:
      return "unsupported";
    case ERR_MEMORY:
      return "memory";
    case ERR_INTERNAL:
      return "internal";
  }
  return "unknown";
}
