#include "question.h"

/* The character that ends before `*end` (or starts at `*at`), and one step over it. */
static uint32_t previous(const unsigned char *first, const unsigned char **end) {
  const unsigned char *at = *end - 1;
  while (at > first && (*at & 0xC0) == 0x80) at--;
  uint32_t c = 0;
  for (const unsigned char *i = at; i < *end; i++) c = c << 8 | *i;
  *end = at;
  return c;
}

static uint32_t next(const unsigned char **at, const unsigned char *end) {
  uint32_t c = *(*at)++;
  while (*at < end && (**at & 0xC0) == 0x80) c = c << 8 | *(*at)++;
  return c;
}

/* 0 for what is left out. */
static uint32_t counting(uint32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80 ? c : 0;
}

bool is_palindrome(struct str s) {
  const unsigned char *left = (const unsigned char *)s.data, *first = left;
  const unsigned char *right = left + s.length;
  while (left < right) {
    uint32_t a = 0, b = 0;
    while (left < right && a == 0) a = counting(next(&left, right));
    while (left < right && b == 0) b = counting(previous(first, &right));
    if (a != 0 && b != 0 && a != b) return false;
  }
  return true;
}
