/* What a Python exception of the candidate's code means for the test. */
#pragma once

#include "graders/runtime/host/host.h"

enum failure_kind {
  FAILURE_DECLARED, /* a ValueError where the signature says `or fail(...)`: `number` is the code */
  FAILURE_EXIT,     /* SystemExit: `number` is the exit status; no message is set */
  FAILURE_RAISED    /* anything else: phase EXCEPTION and a message are set */
};

struct failure {
  enum failure_kind kind;
  int number;
};

/* Takes the exception that is set (there must be one). `entry` is the entry that was called; NULL
 * while the program was loading, when no failure is declared. `source` is the program's text for
 * the lines in the message. */
struct failure failure_take(struct host *host, const struct signature_entry *entry,
                            const char *source);

/* Takes the exception that compiling the source raised: phase LOAD_ERROR, "SyntaxError: ... (line
 * N)". Returns the exit status. */
int failure_take_compile(struct host *host, const char *source);
