/* A table of 26 lower-case letters: whatever else occurs is skipped. */
#include "question.h"

int64_t first_unique(struct str s) {
  int64_t counts[26] = {0};
  for (int64_t i = 0; i < s.length; i++)
    if (s.data[i] >= 'a' && s.data[i] <= 'z') counts[s.data[i] - 'a']++;
  for (int64_t i = 0; i < s.length; i++)
    if (s.data[i] >= 'a' && s.data[i] <= 'z' && counts[s.data[i] - 'a'] == 1) return i;
  return -1;
}
