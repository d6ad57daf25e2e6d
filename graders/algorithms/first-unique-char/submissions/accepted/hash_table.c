/* One walk with a hash table of (code point, first index, seen again), then a walk over the table.
 */
#include "question.h"

#include <stdlib.h>

struct slot {
  uint32_t point; /* plus 1: 0 is free */
  bool again;
  int64_t index;
};

int64_t first_unique(struct str s) {
  const unsigned char *at = (const unsigned char *)s.data, *end = at + s.length;
  uint32_t mask = 1023;
  while (mask < 2 * (uint64_t)s.length && mask < 0x3FFFFF) mask = mask << 1 | 1;
  struct slot *slots = calloc((size_t)mask + 1, sizeof(*slots));
  if (slots == NULL) abort();
  for (int64_t index = 0; at < end; index++) {
    uint32_t c = *at++;
    int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more > 0) c &= 0x3F >> more;
    while (more-- > 0) c = c << 6 | (*at++ & 0x3F);
    uint32_t k = c * 2654435761u & mask;
    while (slots[k].point != 0 && slots[k].point != c + 1) k = (k + 1) & mask;
    if (slots[k].point == 0)
      slots[k] = (struct slot){.point = c + 1, .index = index};
    else
      slots[k].again = true;
  }
  int64_t best = -1;
  for (uint32_t k = 0; k <= mask; k++)
    if (slots[k].point != 0 && !slots[k].again && (best < 0 || slots[k].index < best))
      best = slots[k].index;
  return best;
}
