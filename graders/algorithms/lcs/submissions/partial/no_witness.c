/* Finds the length only. */
#include "question.h"

#include <stdlib.h>

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  (void)witness;
  int32_t *row = calloc((size_t)b.length + 1, sizeof(*row));
  if (row == NULL) return -1;
  for (int64_t i = 0; i < a.length; i++) {
    int32_t diagonal = 0;
    for (int64_t j = 0; j < b.length; j++) {
      int32_t above = row[j + 1];
      if (a.data[i] == b.data[j])
        row[j + 1] = diagonal + 1;
      else if (row[j] > above)
        row[j + 1] = row[j];
      diagonal = above;
    }
  }
  *len = row[b.length];
  return 0;
}
