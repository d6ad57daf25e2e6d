/* Counts code points, but returns the place in the bytes. */
#include "question.h"

#include <stdlib.h>

static uint32_t next_point(const unsigned char **at) {
  uint32_t c = *(*at)++;
  int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
  if (more > 0) c &= 0x3F >> more;
  while (more-- > 0) c = c << 6 | (*(*at)++ & 0x3F);
  return c;
}

int64_t first_unique(struct str s) {
  const unsigned char *first = (const unsigned char *)s.data, *end = first + s.length;
  int32_t *counts = calloc(0x110000, sizeof(int32_t));
  if (counts == NULL) abort();
  for (const unsigned char *at = first; at < end;) counts[next_point(&at)]++;
  for (const unsigned char *at = first; at < end;) {
    int64_t index = at - first;
    if (counts[next_point(&at)] == 1) return index;
  }
  return -1;
}
