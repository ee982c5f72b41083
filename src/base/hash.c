/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.c - SHA-256 by libsodium. Its hash functions need no sodium_init().
 */
#include "base/hash.h"

#include <sodium/crypto_hash_sha256.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((fl_hasher *)0)->state), "the state must fit");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(fl_hasher), "the state must be aligned");
_Static_assert(crypto_hash_sha256_BYTES == sizeof(fl_digest), "a digest is 32 bytes");

static crypto_hash_sha256_state *state_of(fl_hasher *h)
{
	return (crypto_hash_sha256_state *)(void *)h->state;
}

void fl_hasher_init(fl_hasher *h)
{
	crypto_hash_sha256_init(state_of(h));
}

void fl_hasher_add(fl_hasher *h, const void *data, size_t len)
{
	if (len > 0)
		crypto_hash_sha256_update(state_of(h), data, len);
}

fl_digest fl_hasher_final(fl_hasher *h)
{
	fl_digest digest;

	crypto_hash_sha256_final(state_of(h), digest.bytes);
	return digest;
}

fl_digest fl_sha256(fl_str bytes)
{
	fl_hasher h;

	fl_hasher_init(&h);
	fl_hasher_add(&h, bytes.data, bytes.len);
	return fl_hasher_final(&h);
}

fl_short_digest fl_sha256_short(fl_str bytes)
{
	fl_digest whole = fl_sha256(bytes);
	fl_short_digest digest;

	memcpy(digest.bytes, whole.bytes, sizeof digest.bytes);
	return digest;
}

void fl_digest_hex(const fl_digest *d, char out[65])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof d->bytes; i++) {
		out[2 * i] = hex[d->bytes[i] >> 4];
		out[2 * i + 1] = hex[d->bytes[i] & 15];
	}
	out[64] = '\0';
}
