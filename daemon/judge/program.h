/* Programs as a host loads them, kept by content: what was compiled once is not compiled again.
 *
 * The store holds up to PROGRAMS_MAX of them, fewer if they are large; the least used ones go. A
 * program that the store returned stays valid until PROGRAMS_KEPT - 1 others have been added or
 * found. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/digest.h"
#include "proto/record/limits.h"

#define PROGRAMS_MAX 64u
#define PROGRAMS_KEPT 4u /* at least, whatever their size */
#define PROGRAMS_BYTES (96u * 1024u * 1024u)

struct program {
  uint8_t key[DIGEST_SIZE];
  bool built;    /* false: a compile error */
  bool lasting;  /* false: the same source may end otherwise another time; it is not found again */
  uint8_t *data; /* owned; a shared object or a source */
  size_t length;
  char *diagnostics; /* owned, UTF-8; NULL: nothing was printed */
  uint32_t warnings;
  char message[LIMIT_MESSAGE_BYTES]; /* why it was not built */
};

struct programs {
  uint64_t turn;
  struct {
    struct program *program; /* owned */
    uint64_t used;
  } rows[PROGRAMS_MAX];
};

/* NULL if it is not there. */
const struct program *programs_find(struct programs *programs,
                                    const uint8_t key[static DIGEST_SIZE]);

/* Takes *program over. */
const struct program *programs_add(struct programs *programs, struct program **program);

void programs_clear(struct programs *programs);
void program_free(struct program **program);
