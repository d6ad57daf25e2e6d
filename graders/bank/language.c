#include "graders/bank/language.h"

#include <stddef.h>
#include <string.h>

static const struct row {
  const char *name, *suffix;
  uint32_t memory_mib;
} rows[LANGUAGE_COUNT] = {
    [LANGUAGE_C] = {"c", ".c", 256},
    [LANGUAGE_PYTHON] = {"python", ".py", 512},
};

const char *language_name(enum language language) { return rows[language].name; }
const char *language_suffix(enum language language) { return rows[language].suffix; }
uint32_t language_memory_mib(enum language language) { return rows[language].memory_mib; }

enum language language_from_name(const char *name) {
  for (enum language l = 0; l < LANGUAGE_COUNT; l++)
    if (strcmp(rows[l].name, name) == 0) return l;
  return LANGUAGE_COUNT;
}

enum language language_from_file(const char *file_name) {
  const char *dot = strrchr(file_name, '.');
  for (enum language l = 0; dot && l < LANGUAGE_COUNT; l++)
    if (strcmp(rows[l].suffix, dot) == 0) return l;
  return LANGUAGE_COUNT;
}
