/* Recursion that remembers nothing: about 10^17 calls for 30 + 30 characters. */
#include "question.h"

static int64_t length_of(const char *a, int64_t n, const char *b, int64_t m) {
  if (n == 0 || m == 0) return 0;
  if (*a == *b) return 1 + length_of(a + 1, n - 1, b + 1, m - 1);
  int64_t x = length_of(a + 1, n - 1, b, m), y = length_of(a, n, b + 1, m - 1);
  return x > y ? x : y;
}

int lcs(struct str a, struct str b, int64_t *len, struct str_out *witness) {
  (void)witness;
  *len = length_of(a.data, a.length, b.data, b.length);
  return 0;
}
