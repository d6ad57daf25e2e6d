/* The languages that questions can be answered in. */
#pragma once

#include <stdint.h>

enum language { LANGUAGE_C = 0, LANGUAGE_PYTHON, LANGUAGE_COUNT };

const char *language_name(enum language language);       /* "c", "python" */
const char *language_suffix(enum language language);     /* ".c", ".py" */
uint32_t language_memory_mib(enum language language);    /* default memory limit of a test */
enum language language_from_name(const char *name);      /* LANGUAGE_COUNT if unknown */
enum language language_from_file(const char *file_name); /* by suffix; LANGUAGE_COUNT if unknown */
