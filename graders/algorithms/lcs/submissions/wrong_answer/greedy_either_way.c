/* The better of two greedy walks, through a and through b: fails where both are led astray. */
#include "question.h"

#include <stdlib.h>

static int64_t walk(struct str a, struct str b, char *text) {
  int64_t found = 0;
  for (int64_t i = 0, j = 0; i < a.length; i++) {
    int64_t k = j;
    while (k < b.length && b.data[k] != a.data[i]) k++;
    if (k == b.length) continue;
    text[found++] = a.data[i];
    j = k + 1;
  }
  return found;
}

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  char *one = malloc((size_t)a.length + 1), *other = malloc((size_t)b.length + 1);
  if (one == NULL || other == NULL) return -1;
  int64_t n = walk(a, b, one), m = walk(b, a, other);
  *len = n > m ? n : m;
  str_set(witness, n > m ? one : other, *len);
  return 0;
}
