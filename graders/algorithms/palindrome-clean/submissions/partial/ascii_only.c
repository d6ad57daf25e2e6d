/* Leaves out everything beyond ASCII: every text of another script is a palindrome. */
#include "question.h"

static int counting(unsigned char c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? c : 0;
}

bool is_palindrome(struct str s) {
  int64_t i = 0, j = s.length - 1;
  while (i < j) {
    int a = counting((unsigned char)s.data[i]), b = counting((unsigned char)s.data[j]);
    if (a == 0)
      i++;
    else if (b == 0)
      j--;
    else if (a != b)
      return false;
    else
      i++, j--;
  }
  return true;
}
