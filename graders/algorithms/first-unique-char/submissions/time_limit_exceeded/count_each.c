/* Counts the whole text again for every position: O(n^2), 1e12 comparisons in the scale test. */
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
  const unsigned char *at = (const unsigned char *)s.data, *end = at + s.length;
  uint32_t *points = malloc(((size_t)s.length + 1) * sizeof(uint32_t));
  if (points == NULL) abort();
  int64_t n = 0;
  while (at < end) points[n++] = next_point(&at);
  for (int64_t i = 0; i < n; i++) {
    int64_t count = 0;
    for (int64_t j = 0; j < n; j++) count += points[j] == points[i];
    if (count == 1) return i;
  }
  return -1;
}
