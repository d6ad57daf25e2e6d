/* How long the reference solutions took on this host, so that a later submission starts with the
 * right limit instead of finding it out by being killed. In memory only; a question's new version
 * starts anew. */
#pragma once

#include <stdint.h>

#include "daemon/base/digest.h"
#include "graders/bank/language.h"

#define REFERENCES_ROWS 512u
#define REFERENCES_SAMPLES 4u
#define REFERENCES_FACTOR 5u /* the limit is so many times the reference's time */

struct references {
  uint32_t next; /* row to be replaced when all are taken */
  struct references_row {
    uint8_t question[DIGEST_SIZE];
    enum language language;
    uint32_t row;                        /* of the manifest */
    uint32_t count;                      /* samples noted; 0: this entry is free */
    uint64_t cpu_ns[REFERENCES_SAMPLES]; /* the last ones */
  } rows[REFERENCES_ROWS];
};

/* The largest of the last samples; 0 if there is none. */
uint64_t references_known(const struct references *references,
                          const uint8_t question[static DIGEST_SIZE], enum language language,
                          uint32_t row);
void references_note(struct references *references, const uint8_t question[static DIGEST_SIZE],
                     enum language language, uint32_t row, uint64_t cpu_ns);
