/* A source file on the command line: its bytes, and the language its name tells. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"

/* "c" for .c, "python" for .py, NULL for anything else. */
const char *solution_language(const char *path);

/* Reads at most a little over the daemon's limit, so that the refusal of a larger one is the
 * contract's. *data is malloc'ed; the caller frees. "-" is standard input. */
int solution_read(const char *path, uint8_t **data, size_t *length, struct err *err);

/* An id that no other call will make: time and random bits, 26 characters. */
#define SOLUTION_ID_SIZE 32
int solution_make_id(char id[static SOLUTION_ID_SIZE], struct err *err);
