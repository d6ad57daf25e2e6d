/* What a compiler printed, made fit for the candidate. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/record/limits.h"

/* Copies at most capacity - 1 bytes and a NUL: valid UTF-8, without the box's own paths and the
 * compiler's temporary names. `cut` says that earlier output is missing; the text then says so,
 * too, and starts with a whole line. */
void diagnostics_clean(const char *output, size_t length, int cut, char *text, size_t capacity);

/* Warnings in cleaned output. */
uint32_t diagnostics_warnings(const char *text);

/* The first error of compiler or linker, on one line; else the first line that is not empty; "" of
 * nothing. */
void diagnostics_first_error(const char *text, char *line, size_t capacity);
