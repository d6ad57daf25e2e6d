/* One call that narrows a role to what it needs, after its start and before it meets foreign bytes.
 *
 * Allow-lists: a system call outside the list kills the process (SIGSYS). no_new_privs is set
 * first, foreign architectures and x32 are killed, and no role may trace, signal or limit another
 * process. Threads: call it before any thread is started (libzmq starts its own in zmq_ctx_new +
 * socket), so that all inherit it. What the libraries read from files (time zone, libcrypto's
 * configuration) must have been read before. */
#pragma once

#include "daemon/base/err.h"

enum confine_profile {
  CONFINE_SIGNER = 1, /* read, write, sendmsg, recvmsg, poll, clock, memory files read-only, exit */
  CONFINE_FRONT,      /* sockets and threads; no files, no exec, no fork, no kill */
  CONFINE_LEDGER, /* files below descriptors it has, fsync; no network beyond its channels, no exec
                   */
  CONFINE_JUDGE,  /* memory files, reading the bank; no exec, no fork, no sockets of its own */
  CONFINE_LIBRARIAN /* reading the bank, writing its store; no exec, no fork, no sockets */
};
#define CONFINE_PROFILES 5

int confine(enum confine_profile profile, struct err *err);
