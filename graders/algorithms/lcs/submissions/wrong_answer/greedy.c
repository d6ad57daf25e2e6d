/* Walks through a and takes every character that still occurs in the rest of b. */
#include "question.h"

#include <stdlib.h>

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  char *text = malloc((size_t)a.length + 1);
  if (text == NULL) return -1;
  int64_t found = 0;
  for (int64_t i = 0, j = 0; i < a.length; i++) {
    int64_t k = j;
    while (k < b.length && b.data[k] != a.data[i]) k++;
    if (k == b.length) continue;
    text[found++] = a.data[i];
    j = k + 1;
  }
  *len = found;
  str_set(witness, text, found);
  return 0;
}
