/* Which compiler and interpreter grade here, as they say themselves from inside of their boxes: for
 * the signed result. */
#pragma once

#include "daemon/judge/boxes.h"

struct toolchain {
  char names[LANGUAGE_COUNT]
            [256]; /* "gcc 12.2.0", "CPython 3.11.2, NumPy 1.24.2"; "" unknown yet */
};

/* Asks once a language. */
int toolchain_learn(struct toolchain *toolchain, struct boxes *boxes, enum language language,
                    struct err *err);
