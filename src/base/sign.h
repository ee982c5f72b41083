/* SPDX-License-Identifier: Apache-2.0
 *
 * sign.h - Ed25519 signatures (RFC 8032, by libsodium) and the files of their keys.
 *
 *     florin-secret-key/1 HEX      the 32 bytes from which both keys are made; readable by its owner only
 *     florin-public-key/1 HEX
 */
#ifndef FL_BASE_SIGN_H
#define FL_BASE_SIGN_H

#include "base/buf.h"
#include "base/hash.h"

typedef struct fl_ed25519 {
	uint8_t bytes[64];
} fl_ed25519;

/* A key is 32 bytes, as a digest is. */
fl_digest fl_sign_public(const fl_digest *secret);
fl_ed25519 fl_sign(fl_str bytes, const fl_digest *secret);
bool fl_sign_holds(fl_str bytes, const fl_ed25519 *signature, const fl_digest *public_key);

void fl_ed25519_hex(const fl_ed25519 *signature, char out[129]);
bool fl_ed25519_read_hex(fl_str text, fl_ed25519 *ret);

/* FL_EPARSE: no such key file. */
fl_status fl_key_read(const char *path, bool secret, fl_digest *ret, fl_error *err);
void fl_key_print(fl_buf *buf, bool secret, const fl_digest *key);

#endif
