/* The interpreter that every child inherits: CPython with NumPy and common modules imported.
 *
 * Isolated: no environment variables, no user site, no .pth files, no bytecode written, no signal
 * handlers, a fixed module search path (the standard library and the distribution's packages).
 * String hashing is randomised once a parent: children of one parent share its seed, since it
 * cannot be changed later. Random generators are seeded anew in each child. */
#pragma once

#include "daemon/base/err.h"

/* In the parent, once. Leaves no thread behind. */
int interpreter_start(struct err *err);

/* In the child, before anything of the candidate: 0, or -1 if the kernel gives no randomness. */
int interpreter_enter(void);

/* Takes everything alive out of the garbage collector's sight: called after large inputs were
 * built, so that candidates do not pay for them. */
void interpreter_freeze(void);

/* Writes out what the standard streams of the start still hold; errors are dropped. */
void interpreter_flush(void);

/* Ends the process as sys.exit would. */
_Noreturn void interpreter_exit(int status);
