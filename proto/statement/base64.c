#include "proto/statement/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_encode(const void *data, size_t length, char *text) {
  const uint8_t *at = data;
  char *out = text;
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    uint32_t group = (uint32_t)at[i] << 16;
    if (left > 1) group |= (uint32_t)at[i + 1] << 8;
    if (left > 2) group |= at[i + 2];
    *out++ = digits[group >> 18];
    *out++ = digits[group >> 12 & 63];
    *out++ = left > 1 ? digits[group >> 6 & 63] : '=';
    *out++ = left > 2 ? digits[group & 63] : '=';
  }
  *out = 0;
  return (size_t)(out - text);
}

static int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool base64_decode(const char *text, size_t text_length, uint8_t *data, size_t *ret_length) {
  if (text_length % 4 != 0) return false;
  size_t pad = 0, used = 0;
  while (pad < 2 && pad < text_length && text[text_length - 1 - pad] == '=') pad++;
  for (size_t i = 0; i < text_length; i += 4) {
    size_t padded = i + 4 == text_length ? pad : 0;
    uint32_t group = 0;
    for (size_t k = 0; k < 4; k++) {
      int value = k < 4 - padded ? digit_value(text[i + k]) : 0;
      if (value < 0) return false;
      group = group << 6 | (uint32_t)value;
    }
    if (group & ((1u << (8 * padded)) - 1)) return false;
    data[used++] = (uint8_t)(group >> 16);
    if (padded < 2) data[used++] = (uint8_t)(group >> 8);
    if (padded < 1) data[used++] = (uint8_t)group;
  }
  *ret_length = used;
  return true;
}
