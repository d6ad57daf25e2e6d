/* What the compiler's end means for the program: a pure function. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sandbox/box.h"

#define COMPILE_CPU_NS 10000000000ull
#define COMPILE_WALL_NS 20000000000ull
#define COMPILE_MEMORY_BYTES (512ull << 20)
#define COMPILE_OUTPUT_BYTES (16ull << 20)
#define COMPILE_PROCESSES 64u

enum compile_end {
  COMPILE_BUILT = 1,
  COMPILE_REFUSED, /* the candidate's doing: `reason` says what */
  COMPILE_AGAIN,   /* perhaps the host's doing; if it stays so, it counts as refused */
  COMPILE_KILLED,  /* the host's doing; if it stays so, it is a fault */
  COMPILE_FAULT    /* the sandbox's */
};

/* diagnostics: cleaned, may be NULL. `reason` is written unless it was built. */
enum compile_end compile_judge(const struct box_report *report, bool has_output,
                               const char *diagnostics, char *reason, size_t capacity);
