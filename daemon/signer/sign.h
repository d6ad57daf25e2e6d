/* The signing key and the one thing that is done with it: sealing a statement made of two halves.
 *
 * Nothing here, and no message to this process, takes bytes to sign. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/record/half.h"

struct sign_key;

/* Reads the PEM file from its start (so that a restarted signer can be given the same descriptor),
 * into memory that is locked and wiped afterwards; the key itself stays in OpenSSL's locked heap.
 * Signs once, so that everything is loaded before the process is confined. */
int sign_open(int pem_fd, struct sign_key **ret_key, struct err *err);
const char *sign_key_id(const struct sign_key *key);
void sign_close(struct sign_key **key);

/* The envelope of the statement that these halves make; *envelope is malloc'ed, the caller frees.
 */
int sign_statement(const struct sign_key *key, const struct accept_half *accept,
                   const struct verdict_half *verdict, uint8_t **envelope, size_t *length,
                   struct err *err);
