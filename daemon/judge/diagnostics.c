#include "daemon/judge/diagnostics.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "daemon/judge/text.h"

/* "/tmp/ccAb12Cd.o" and its like: the part after "/tmp/" that names a temporary object. */
static size_t temporary_name(const char *at) {
  if (strncmp(at, "cc", 2) != 0) return 0;
  size_t length = 2;
  while (isalnum((unsigned char)at[length])) length++;
  return length == 8 && strncmp(at + length, ".o", 2) == 0 ? length + 2 : 0;
}

static size_t prefix(const char *at) {
  static const char *const prefixes[] = {"/tmp/", "/usr/bin/", "/usr/lib/gcc/x86_64-linux-gnu/12/"};
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    if (strncmp(at, prefixes[i], strlen(prefixes[i])) == 0) return strlen(prefixes[i]);
  return 0;
}

/* In place: only ever shorter. */
static void remove_paths(char *text) {
  static const char program[] = "program.o";
  char *to = text;
  for (const char *from = text; *from;) {
    size_t skip = prefix(from);
    size_t name = skip > 0 ? temporary_name(from + skip) : 0;
    if (name > 0) {
      memcpy(to, program, sizeof program - 1);
      to += sizeof program - 1;
      from += skip + name;
    } else if (skip > 0) {
      from += skip;
    } else {
      *to++ = *from++;
    }
  }
  *to = '\0';
}

void diagnostics_clean(const char *output, size_t length, int cut, char *text, size_t capacity) {
  static const char note[] = "(earlier output is left out)\n";
  size_t used = 0;
  if (cut && capacity > sizeof note) {
    const char *line = memchr(output, '\n', length);
    size_t skip = line ? (size_t)(line + 1 - output) : 0;
    memcpy(text, note, sizeof note);
    used = sizeof note - 1;
    output += skip;
    length -= skip;
  }
  text_clean(output, length, text + used, capacity - used);
  remove_paths(text);
}

static const char *find(const char *line, const char *end, const char *word) {
  return memmem(line, (size_t)(end - line), word, strlen(word));
}

/* "candidate.c:3:5: warning: ..." and not a quotation of it in the source line shown below. */
static bool is_warning(const char *line, const char *end) {
  const char *word = find(line, end, ": warning: ");
  return word && !isspace((unsigned char)line[0]);
}

static bool is_error(const char *line, const char *end) {
  if (isspace((unsigned char)line[0])) return false;
  if (find(line, end, "collect2: ")) return false; /* only that there was one */
  return find(line, end, ": error: ") || find(line, end, "fatal error: ") ||
         find(line, end, ": Error: ") || find(line, end, ": Fatal error: ") || /* assembler */
         find(line, end, "undefined reference") || find(line, end, "multiple definition");
}

uint32_t diagnostics_warnings(const char *text) {
  uint32_t count = 0;
  for (const char *line = text; *line;) {
    const char *end = strchrnul(line, '\n');
    count += is_warning(line, end);
    line = *end ? end + 1 : end;
  }
  return count;
}

void diagnostics_first_error(const char *text, char *line, size_t capacity) {
  const char *found = text + strspn(text, "\n");
  for (const char *at = found; *at;) {
    const char *end = strchrnul(at, '\n');
    if (is_error(at, end)) {
      found = at;
      break;
    }
    at = *end ? end + 1 : end;
  }
  text_clean(found, (size_t)(strchrnul(found, '\n') - found), line, capacity);
}
