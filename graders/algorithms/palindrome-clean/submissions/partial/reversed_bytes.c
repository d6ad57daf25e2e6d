/* Compares bytes from both ends: the bytes of one character come out reversed, so that no text with
 * a character beyond ASCII is a palindrome. */
#include "question.h"

#include <ctype.h>

static bool counts(unsigned char c) { return c >= 0x80 || isalnum(c); }

bool is_palindrome(struct str s) {
  int64_t i = 0, j = s.length - 1;
  while (i < j) {
    unsigned char a = (unsigned char)s.data[i], b = (unsigned char)s.data[j];
    if (!counts(a))
      i++;
    else if (!counts(b))
      j--;
    else if (tolower(a) != tolower(b))
      return false;
    else
      i++, j--;
  }
  return true;
}
