#include "daemon/judge/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/bytes.h"

/* Length of the character at `data`, 0 if there is no valid one. */
static size_t character(const uint8_t *data, size_t length) {
  for (size_t size = 1; size <= 4 && size <= length; size++)
    if (bytes_is_utf8(data, size)) return size;
  return 0;
}

/* An escape sequence "ESC [ parameters letter": its length, 0 if there is none. */
static size_t escape(const uint8_t *data, size_t length) {
  if (length < 2 || data[0] != 0x1b || data[1] != '[') return 0;
  size_t at = 2;
  while (at < length && at < 32 && data[at] >= 0x20 && data[at] < 0x40) at++;
  return at < length && at < 32 && data[at] >= 0x40 && data[at] <= 0x7e ? at + 1 : 0;
}

static size_t hidden(const uint8_t *data, size_t length) {
  size_t sequence = escape(data, length);
  if (sequence > 0) return sequence;
  bool control = (data[0] < 0x20 && data[0] != '\n' && data[0] != '\t') || data[0] == 0x7f;
  if (control) return 1;
  return length > 1 && data[0] == 0xc2 && data[1] >= 0x80 && data[1] < 0xa0 ? 2 : 0; /* C1 */
}

size_t text_clean(const void *data, size_t length, char *text, size_t capacity) {
  const uint8_t *at = data, *end = at + length;
  size_t used = 0;
  while (at < end) {
    size_t skip = hidden(at, (size_t)(end - at));
    if (skip > 0) {
      at += skip;
      continue;
    }
    size_t size = character(at, (size_t)(end - at));
    if (used + (size > 0 ? size : 1) >= capacity) break;
    if (size > 0)
      memcpy(text + used, at, size);
    else
      text[used] = '?';
    used += size > 0 ? size : 1;
    at += size > 0 ? size : 1;
  }
  text[used] = '\0';
  return used;
}

size_t text_last_line(const void *data, size_t length, char *text, size_t capacity) {
  const char *begin = data, *end = begin + length;
  while (end > begin) {
    const char *line = memrchr(begin, '\n', (size_t)(end - begin));
    line = line ? line + 1 : begin;
    size_t used = text_clean(line, (size_t)(end - line), text, capacity);
    if (strspn(text, " \t") < used) return used;
    end = line > begin ? line - 1 : begin;
  }
  text[0] = '\0';
  return 0;
}

void text_add(char *text, size_t capacity, const char *format, ...) {
  size_t used = strlen(text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + used, capacity - used, format, arguments);
  va_end(arguments);
}
