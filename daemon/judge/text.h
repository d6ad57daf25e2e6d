/* Bytes that a candidate's program wrote, made fit to be shown: valid UTF-8 without control
 * characters. */
#pragma once

#include <stddef.h>

/* Copies at most capacity - 1 bytes and a NUL; returns the length. What is not UTF-8 becomes '?',
 * control characters but newline and tab (and escape sequences of terminals with them) are left
 * out. Cut at the end of a character. */
size_t text_clean(const void *data, size_t length, char *text, size_t capacity);

/* The last line of it that is not empty, cleaned; "" if there is none. */
size_t text_last_line(const void *data, size_t length, char *text, size_t capacity);

/* Appends to a text that has its NUL, printf-like, cut at capacity. */
__attribute__((format(printf, 3, 4))) void text_add(char *text, size_t capacity, const char *format,
                                                    ...);
