/* No table: sort (code point, index) and take the smallest index among the singles. */
#include "question.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

int64_t first_unique(struct str s) {
  const unsigned char *bytes = (const unsigned char *)s.data;
  uint64_t *pairs = malloc(((size_t)s.length + 1) * sizeof(uint64_t));
  if (pairs == NULL) abort();
  int64_t n = -1;
  for (int64_t i = 0; i < s.length; i++) /* the raw bytes of a character identify it, too */
    if ((bytes[i] & 0xC0) != 0x80) {
      n++;
      uint64_t raw = bytes[i];
      for (int64_t j = i + 1; j < s.length && (bytes[j] & 0xC0) == 0x80; j++)
        raw = raw << 8 | bytes[j];
      pairs[n] = raw << 32 | (uint64_t)n;
    }
  n++;
  qsort(pairs, (size_t)n, sizeof(uint64_t), by_value);
  int64_t best = -1;
  for (int64_t i = 0; i < n; i++) {
    uint64_t c = pairs[i] >> 32;
    if ((i > 0 && pairs[i - 1] >> 32 == c) || (i + 1 < n && pairs[i + 1] >> 32 == c)) continue;
    int64_t index = (int64_t)(pairs[i] & 0xFFFFFFFF);
    if (best < 0 || index < best) best = index;
  }
  return best;
}
