#include "daemon/judge/program.h"

#include <stdlib.h>
#include <string.h>

void program_free(struct program **program) {
  if (!*program) return;
  free((*program)->data);
  free((*program)->diagnostics);
  free(*program);
  *program = NULL;
}

void programs_clear(struct programs *programs) {
  for (size_t i = 0; i < PROGRAMS_MAX; i++) program_free(&programs->rows[i].program);
}

const struct program *programs_find(struct programs *programs,
                                    const uint8_t key[static DIGEST_SIZE]) {
  for (size_t i = 0; i < PROGRAMS_MAX; i++) {
    const struct program *program = programs->rows[i].program;
    if (!program || memcmp(program->key, key, DIGEST_SIZE) != 0) continue;
    programs->rows[i].used = ++programs->turn;
    return program;
  }
  return NULL;
}

static size_t count_all(const struct programs *programs, size_t *ret_bytes) {
  size_t count = 0;
  *ret_bytes = 0;
  for (size_t i = 0; i < PROGRAMS_MAX; i++) {
    if (!programs->rows[i].program) continue;
    count++;
    *ret_bytes += programs->rows[i].program->length;
  }
  return count;
}

static void drop_least_used(struct programs *programs) {
  size_t chosen = PROGRAMS_MAX;
  for (size_t i = 0; i < PROGRAMS_MAX; i++)
    if (programs->rows[i].program &&
        (chosen == PROGRAMS_MAX || programs->rows[i].used < programs->rows[chosen].used))
      chosen = i;
  program_free(&programs->rows[chosen].program);
}

const struct program *programs_add(struct programs *programs, struct program **program) {
  size_t bytes;
  for (size_t count; (count = count_all(programs, &bytes)) >= PROGRAMS_KEPT;) {
    if (count < PROGRAMS_MAX && bytes + (*program)->length <= PROGRAMS_BYTES) break;
    drop_least_used(programs);
  }
  size_t free_row = 0;
  while (programs->rows[free_row].program) free_row++;
  programs->rows[free_row].program = *program;
  programs->rows[free_row].used = ++programs->turn;
  *program = NULL;
  return programs->rows[free_row].program;
}
