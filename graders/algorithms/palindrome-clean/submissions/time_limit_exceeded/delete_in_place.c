/* Deletes each ignored character by moving the whole rest: O(n^2). (It compares bytes, too, and
 * would lose the texts beyond ASCII even if it were fast.) */
#include "question.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool is_palindrome(struct str s) {
  unsigned char *copy = malloc((size_t)s.length + 1);
  if (copy == NULL) abort();
  if (s.length > 0) memcpy(copy, s.data, (size_t)s.length);
  int64_t n = s.length;
  for (int64_t i = 0; i < n;)
    if (copy[i] < 0x80 && !isalnum(copy[i]))
      memmove(copy + i, copy + i + 1, (size_t)(--n - i));
    else
      copy[i] = (unsigned char)tolower(copy[i]), i++;
  for (int64_t i = 0; i < n / 2; i++)
    if (copy[i] != copy[n - 1 - i]) return false;
  return true;
}
