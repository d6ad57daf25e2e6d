/* Ed25519 keys at the edges: PEM in, key id out. */
#pragma once

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/digest.h"

/* *ret_key is the caller's (EVP_PKEY_free). Anything but one Ed25519 key is ERR_INVALID; an
 * encrypted key is refused, never asked for. */
int key_read_public(const void *pem, size_t length, EVP_PKEY **ret_key, struct err *err);
int key_read_private(const void *pem, size_t length, EVP_PKEY **ret_key, struct err *err);

/* Lower-case hex SHA-256 of the public key's SubjectPublicKeyInfo in DER. */
int key_id(const EVP_PKEY *key, char id[static DIGEST_HEX], struct err *err);
