/* Two rows for the length; a table for the witness where the texts are short. */
#include "question.h"

#include <stdlib.h>

static int64_t length_of(struct str a, struct str b) {
  int32_t *row = calloc((size_t)b.length + 1, sizeof(*row));
  if (row == NULL) abort();
  for (int64_t i = 0; i < a.length; i++) {
    int32_t diagonal = 0; /* row i - 1, column j - 1 */
    for (int64_t j = 0; j < b.length; j++) {
      int32_t above = row[j + 1];
      if (a.data[i] == b.data[j])
        row[j + 1] = diagonal + 1;
      else if (row[j] > above)
        row[j + 1] = row[j];
      diagonal = above;
    }
  }
  int64_t length = row[b.length];
  free(row);
  return length;
}

static void find_witness(struct str a, struct str b, int64_t length, struct str_out *witness) {
  int64_t width = b.length + 1;
  int32_t *rest = calloc((size_t)((a.length + 1) * width), sizeof(*rest)); /* of the suffixes */
  char *text = malloc((size_t)length + 1);
  if (rest == NULL || text == NULL) abort();
  for (int64_t i = a.length - 1; i >= 0; i--)
    for (int64_t j = b.length - 1; j >= 0; j--) {
      int32_t *at = &rest[i * width + j];
      *at = a.data[i] == b.data[j] ? at[width + 1] + 1 : at[1] > at[width] ? at[1] : at[width];
    }
  int64_t found = 0;
  for (int64_t i = 0, j = 0; i < a.length && j < b.length;) {
    const int32_t *at = &rest[i * width + j];
    if (a.data[i] == b.data[j])
      text[found++] = a.data[i], i++, j++;
    else if (at[1] > at[width])
      j++;
    else
      i++;
  }
  str_set(witness, text, found);
}

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  *len = length_of(a, b);
  if (a.length <= 2000 && b.length <= 2000) find_witness(a, b, *len, witness);
  return 0;
}
