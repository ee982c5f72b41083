/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.h - SHA-256 (FIPS 180-4, by libsodium) and how a digest is written.
 */
#ifndef FL_BASE_HASH_H
#define FL_BASE_HASH_H

#include "florin.h"

typedef struct fl_digest {
	uint8_t bytes[32];
} fl_digest;

typedef struct fl_hasher {
	_Alignas(16) unsigned char state[128];
} fl_hasher;

void fl_hasher_init(fl_hasher *h);
void fl_hasher_add(fl_hasher *h, const void *data, size_t len);
fl_digest fl_hasher_final(fl_hasher *h);
fl_digest fl_sha256(fl_str bytes);
void fl_digest_hex(const fl_digest *d, char out[65]); /* lower case, NUL-terminated */
bool fl_digest_same(const fl_digest *a, const fl_digest *b);
/* 64 hexadecimal digits of either case; false: it is something else. */
bool fl_digest_read_hex(fl_str text, fl_digest *ret);
/* RFC 4648 base64 without padding: 43 characters. */
void fl_digest_base64(const fl_digest *d, char out[44]);
bool fl_digest_read_base64(fl_str text, fl_digest *ret);

/* The first 16 bytes of SHA-256: the name of an id among many millions. */
typedef struct fl_short_digest {
	uint8_t bytes[16];
} fl_short_digest;

fl_short_digest fl_sha256_short(fl_str bytes);

#endif
