/* A table of 256 counters over bytes: right for ASCII only. */
#include "question.h"

int64_t first_unique(struct str s) {
  int64_t counts[256] = {0};
  for (int64_t i = 0; i < s.length; i++) counts[(unsigned char)s.data[i]]++;
  for (int64_t i = 0; i < s.length; i++)
    if (counts[(unsigned char)s.data[i]] == 1) return i;
  return -1;
}
