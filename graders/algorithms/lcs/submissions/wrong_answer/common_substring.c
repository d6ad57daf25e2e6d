/* The longest common substring: without gaps. */
#include "question.h"

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  int64_t best = 0, first = 0;
  for (int64_t i = 0; i < a.length; i++)
    for (int64_t j = 0; j < b.length; j++) {
      int64_t k = 0;
      while (i + k < a.length && j + k < b.length && a.data[i + k] == b.data[j + k]) k++;
      if (k > best) best = k, first = i;
    }
  *len = best;
  str_set(witness, a.data + first, best);
  return 0;
}
