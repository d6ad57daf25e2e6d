/* Leaves out white space only. */
#include "question.h"

#include <ctype.h>
#include <stdlib.h>

bool is_palindrome(struct str s) {
  const unsigned char *at = (const unsigned char *)s.data, *end = at + s.length;
  uint32_t *kept = malloc(((size_t)s.length + 1) * sizeof(uint32_t));
  if (kept == NULL) abort();
  int64_t n = 0;
  while (at < end) {
    uint32_t c = *at++;
    int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more == 0 && isspace((int)c)) continue;
    if (more == 0) c = (uint32_t)tolower((int)c);
    while (more-- > 0) c = c << 8 | *at++;
    kept[n++] = c;
  }
  for (int64_t i = 0; i < n / 2; i++)
    if (kept[i] != kept[n - 1 - i]) return false;
  return true;
}
