/* A table with an entry for every pair of characters: out of memory in the scale test. */
#include "question.h"

#include <stdlib.h>

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  int64_t width = b.length + 1;
  int32_t *table = calloc((size_t)((a.length + 1) * width), sizeof(*table));
  char *text = malloc((size_t)a.length + 1);
  if (table == NULL || text == NULL) return -1;
  for (int64_t i = 1; i <= a.length; i++)
    for (int64_t j = 1; j <= b.length; j++) {
      int32_t *at = &table[i * width + j];
      *at = a.data[i - 1] == b.data[j - 1] ? at[-width - 1] + 1
            : at[-1] > at[-width]          ? at[-1]
                                           : at[-width];
    }
  *len = table[a.length * width + b.length];
  int64_t left = *len;
  for (int64_t i = a.length, j = b.length; i > 0 && j > 0;) {
    const int32_t *at = &table[i * width + j];
    if (a.data[i - 1] == b.data[j - 1])
      text[--left] = a.data[i - 1], i--, j--;
    else if (at[-1] > at[-width])
      j--;
    else
      i--;
  }
  str_set(witness, text, *len);
  return 0;
}
