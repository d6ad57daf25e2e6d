#include "daemon/judge/references.h"

#include <string.h>

/* The entry, or the number of entries. */
static uint32_t find(const struct references *references, const uint8_t *question,
                     enum language language, uint32_t row) {
  uint32_t i = 0;
  for (; i < REFERENCES_ROWS; i++) {
    const struct references_row *entry = &references->rows[i];
    if (entry->count > 0 && entry->row == row && entry->language == language &&
        memcmp(entry->question, question, DIGEST_SIZE) == 0)
      break;
  }
  return i;
}

uint64_t references_known(const struct references *references,
                          const uint8_t question[static DIGEST_SIZE], enum language language,
                          uint32_t row) {
  uint32_t i = find(references, question, language, row);
  uint64_t largest = 0;
  for (uint32_t j = 0; i < REFERENCES_ROWS && j < REFERENCES_SAMPLES; j++)
    if (references->rows[i].cpu_ns[j] > largest) largest = references->rows[i].cpu_ns[j];
  return largest;
}

void references_note(struct references *references, const uint8_t question[static DIGEST_SIZE],
                     enum language language, uint32_t row, uint64_t cpu_ns) {
  uint32_t i = find(references, question, language, row);
  if (i == REFERENCES_ROWS) {
    i = references->next++ % REFERENCES_ROWS;
    references->rows[i] = (struct references_row){.language = language, .row = row};
    memcpy(references->rows[i].question, question, DIGEST_SIZE);
  }
  struct references_row *entry = &references->rows[i];
  entry->cpu_ns[entry->count++ % REFERENCES_SAMPLES] = cpu_ns;
}
