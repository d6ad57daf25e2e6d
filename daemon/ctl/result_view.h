/* A signed result as received, verified if there is a key, decoded, and shown like any report. */
#pragma once

#include <stdio.h>

#include "daemon/ctl/ctl.h"
#include "proto/client/graded.h"

struct result_view_options {
  const char *key_path; /* signer's public key (PEM), NULL = do not verify */
  bool json, staff, quiet;
};

/* Prints the result on `out`. *ret_verdict is the verdict; *ret_valid tells whether the signature
 * was checked and right. A bad signature is not an error of this function: it is shown. */
int result_view(const void *envelope, size_t length, const struct result_view_options *options,
                FILE *out, enum graded_verdict *ret_verdict, bool *ret_valid, struct err *err);

/* Exit status for a verdict. */
int result_exit(enum graded_verdict verdict);
