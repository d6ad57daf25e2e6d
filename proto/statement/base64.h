/* Base64 of RFC 4648 section 4, strict: padded, no white space, no stray bits, so that one value
 * has one spelling. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BASE64_SIZE(length) (((length) + 2) / 3 * 4 + 1) /* with NUL */

/* Writes BASE64_SIZE(length) bytes with the NUL; returns the length without it. */
size_t base64_encode(const void *data, size_t length, char *text);

/* data has room for text_length / 4 * 3 bytes. */
bool base64_decode(const char *text, size_t text_length, uint8_t *data, size_t *ret_length);
