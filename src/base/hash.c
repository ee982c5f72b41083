/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.c - SHA-256: by the processor's own instructions where it has them (sha256_block.c), else by libsodium, whose hash
 * functions need no sodium_init(). Both keep the same state: eight words, how many bytes, and those that fill no block yet.
 */
#include "base/hash.h"

#include "base/sha256_block.h"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <string.h>

#define BLOCK 64

typedef struct native_state {
	uint32_t words[8];
	uint64_t len;
	unsigned char rest[BLOCK];
	uint32_t native; /* 0: the state is libsodium's */
} native_state;

_Static_assert(sizeof(crypto_hash_sha256_state) <= offsetof(native_state, native), "the mark must stay clear of libsodium's state");
_Static_assert(sizeof(native_state) <= sizeof(((fl_hasher *)0)->state), "the state must fit");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(fl_hasher), "the state must be aligned");
_Static_assert(crypto_hash_sha256_BYTES == sizeof(fl_digest), "a digest is 32 bytes");

static crypto_hash_sha256_state *sodium_of(fl_hasher *h)
{
	return (crypto_hash_sha256_state *)(void *)h->state;
}

static native_state *native_of(fl_hasher *h)
{
	return (native_state *)(void *)h->state;
}

static void native_init(native_state *s)
{
	static const uint32_t first[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
					   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
	memcpy(s->words, first, sizeof first);
	s->len = 0;
}

static void native_add(native_state *s, const unsigned char *data, size_t len)
{
	size_t have = (size_t)(s->len % BLOCK);
	s->len += len;
	if (have > 0) {
		size_t take = len < BLOCK - have ? len : BLOCK - have;
		memcpy(s->rest + have, data, take);
		data += take;
		len -= take;
		if (have + take < BLOCK)
			return;
		fl_sha256_blocks(s->words, s->rest, 1);
	}
	if (len >= BLOCK)
		fl_sha256_blocks(s->words, data, len / BLOCK);
	if (len % BLOCK > 0)
		memcpy(s->rest, data + (len - len % BLOCK), len % BLOCK);
}

/* The padding of FIPS 180-4, 5.1.1: a one, zeros, the number of bits. */
static void native_final(native_state *s, unsigned char *ret)
{
	unsigned char tail[2 * BLOCK] = { 0 };
	size_t have = (size_t)(s->len % BLOCK), size = have < BLOCK - 8 ? BLOCK : 2 * BLOCK;
	uint64_t bits = s->len * 8;
	memcpy(tail, s->rest, have);
	tail[have] = 0x80;
	for (size_t i = 0; i < 8; i++)
		tail[size - 1 - i] = (unsigned char)(bits >> (8 * i));
	fl_sha256_blocks(s->words, tail, size / BLOCK);
	for (size_t i = 0; i < 32; i++)
		ret[i] = (unsigned char)(s->words[i / 4] >> (24 - 8 * (i % 4)));
}

void fl_hasher_init(fl_hasher *h)
{
	native_of(h)->native = fl_sha256_native();
	if (native_of(h)->native)
		native_init(native_of(h));
	else
		crypto_hash_sha256_init(sodium_of(h));
}

void fl_hasher_add(fl_hasher *h, const void *data, size_t len)
{
	if (len == 0)
		return;
	if (native_of(h)->native)
		native_add(native_of(h), data, len);
	else
		crypto_hash_sha256_update(sodium_of(h), data, len);
}

fl_digest fl_hasher_final(fl_hasher *h)
{
	fl_digest digest;

	if (native_of(h)->native)
		native_final(native_of(h), digest.bytes);
	else
		crypto_hash_sha256_final(sodium_of(h), digest.bytes);
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

bool fl_digest_same(const fl_digest *a, const fl_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool fl_digest_read_hex(fl_str text, fl_digest *ret)
{
	size_t len = 0;

	return text.len == 2 * sizeof ret->bytes &&
	       sodium_hex2bin(ret->bytes, sizeof ret->bytes, text.data, text.len, NULL, &len, NULL) == 0 &&
	       len == sizeof ret->bytes;
}

void fl_digest_base64(const fl_digest *d, char out[44])
{
	sodium_bin2base64(out, 44, d->bytes, sizeof d->bytes, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

bool fl_digest_read_base64(fl_str text, fl_digest *ret)
{
	size_t len = 0;

	return text.len == 43 &&
	       sodium_base642bin(ret->bytes, sizeof ret->bytes, text.data, text.len, NULL, &len, NULL,
				 sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
	       len == sizeof ret->bytes;
}
