/* SPDX-License-Identifier: Apache-2.0
 *
 * sha256_block.c - the compression function of SHA-256 (FIPS 180-4, 6.2.2) by the SHA extensions of x86-64.
 *
 * sha256rnds2 does two of the 64 rounds on a state that is held as (a, b, e, f) and (c, d, g, h); sha256msg1 and sha256msg2 do the
 * message schedule (Intel, "Intel SHA Extensions", 2013). libsodium computes a quarter as fast; a ledger is hashed twice over, its
 * bytes and the names of its events. Other processors use libsodium alone (hash.c), and a test compares the two.
 */
#include "base/sha256_block.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

/* What the processor can do does not change; asking it again costs a microsecond on a virtual machine. */
static _Atomic int known; /* 0 not yet, 1 no, 2 yes */

static int ask(void)
{
	unsigned a, b, c, d;
	bool ssse3 = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1);
	bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29));
	return ssse3 && sha ? 2 : 1;
}

bool fl_sha256_native(void)
{
	int now = atomic_load_explicit(&known, memory_order_relaxed);
	if (now == 0) {
		now = ask();
		atomic_store_explicit(&known, now, memory_order_relaxed);
	}
	return now == 2;
}

static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
	0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define NATIVE __attribute__((target("sha,sse4.1,ssse3")))

/* Four rounds with four words of the message. */
NATIVE static inline void four_rounds(__m128i *abef, __m128i *cdgh, __m128i words, const uint32_t *k)
{
	__m128i sum = _mm_add_epi32(words, _mm_loadu_si128((const __m128i *)(const void *)k));
	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

/* The next four words of the schedule from the last sixteen, which are w0 (oldest) to w3. */
NATIVE static inline __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
	__m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
	return _mm_sha256msg2_epu32(sum, w3);
}

NATIVE static inline __m128i load_words(const unsigned char *data)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL); /* words have the high byte first */
	return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)data), swap);
}

NATIVE static void one_block(__m128i *abef, __m128i *cdgh, const unsigned char *data)
{
	__m128i a = *abef, c = *cdgh;
	__m128i w0 = load_words(data), w1 = load_words(data + 16), w2 = load_words(data + 32), w3 = load_words(data + 48);
	for (int round = 0;; round += 16) {
		four_rounds(&a, &c, w0, constants + round);
		four_rounds(&a, &c, w1, constants + round + 4);
		four_rounds(&a, &c, w2, constants + round + 8);
		four_rounds(&a, &c, w3, constants + round + 12);
		if (round == 48)
			break;
		w0 = next_words(w0, w1, w2, w3);
		w1 = next_words(w1, w2, w3, w0);
		w2 = next_words(w2, w3, w0, w1);
		w3 = next_words(w3, w0, w1, w2);
	}
	*abef = _mm_add_epi32(*abef, a);
	*cdgh = _mm_add_epi32(*cdgh, c);
}

NATIVE void fl_sha256_blocks(uint32_t state[8], const unsigned char *data, size_t count)
{
	__m128i *at = (__m128i *)(void *)state;
	__m128i dcba = _mm_loadu_si128(at), hgfe = _mm_loadu_si128(at + 1);
	__m128i cdab = _mm_shuffle_epi32(dcba, 0xB1), efgh = _mm_shuffle_epi32(hgfe, 0x1B);
	__m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
	for (; count > 0; count--, data += 64)
		one_block(&abef, &cdgh, data);
	__m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
	_mm_storeu_si128(at, _mm_blend_epi16(feba, dchg, 0xF0));
	_mm_storeu_si128(at + 1, _mm_alignr_epi8(dchg, feba, 8));
}

#else

bool fl_sha256_native(void)
{
	return false;
}

void fl_sha256_blocks(uint32_t state[8], const unsigned char *data, size_t count)
{
	(void)state;
	(void)data;
	(void)count;
}

#endif
