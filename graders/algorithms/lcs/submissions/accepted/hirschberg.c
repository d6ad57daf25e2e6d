/* Divide and conquer (Hirschberg, A linear space algorithm for computing maximal common
 * subsequences, 1975): the witness, and with it the length, in linear memory for texts of any
 * length. */
#include "question.h"

#include <stdlib.h>

struct work {
  int32_t *forward, *backward;
  char *text;
  int64_t length;
};

/* row[j] = length for a[0..n) and the first (step -1: last) j characters of b[0..m). */
static void last_row(const char *a, int64_t n, const char *b, int64_t m, int step, int32_t *row) {
  for (int64_t j = 0; j <= m; j++) row[j] = 0;
  const char *x = step > 0 ? a : a + n - 1;
  for (int64_t i = 0; i < n; i++, x += step) {
    const char *y = step > 0 ? b : b + m - 1;
    int32_t diagonal = 0;
    for (int64_t j = 0; j < m; j++, y += step) {
      int32_t above = row[j + 1];
      if (*x == *y)
        row[j + 1] = diagonal + 1;
      else if (row[j] > above)
        row[j + 1] = row[j];
      diagonal = above;
    }
  }
}

static void solve(struct work *work, const char *a, int64_t n, const char *b, int64_t m) {
  if (n == 0 || m == 0) return;
  if (n == 1) {
    for (int64_t j = 0; j < m; j++)
      if (b[j] == a[0]) {
        work->text[work->length++] = a[0];
        return;
      }
    return;
  }
  int64_t half = n / 2, best = 0;
  last_row(a, half, b, m, 1, work->forward);
  last_row(a + half, n - half, b, m, -1, work->backward);
  for (int64_t j = 0; j <= m; j++)
    if (work->forward[j] + work->backward[m - j] > work->forward[best] + work->backward[m - best])
      best = j;
  solve(work, a, half, b, best);
  solve(work, a + half, n - half, b + best, m - best);
}

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  size_t width = ((size_t)b.length + 1) * sizeof(int32_t);
  struct work work = {malloc(width), malloc(width), malloc((size_t)a.length + 1), 0};
  if (work.forward == NULL || work.backward == NULL || work.text == NULL) return -1;
  solve(&work, a.data, a.length, b.data, b.length);
  *len = work.length;
  str_set(witness, work.text, work.length);
  return 0;
}
