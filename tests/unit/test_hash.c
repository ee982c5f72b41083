/* SPDX-License-Identifier: Apache-2.0
 *
 * test_hash.c - SHA-256: the vectors of FIPS 180-4 and NIST's examples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/str.h"
#include "random.h"

#include <sodium/crypto_hash_sha256.h>

static void assert_hex(fl_digest d, const char *expected)
{
	char hex[65];

	fl_digest_hex(&d, hex);
	assert_string_equal(hex, expected);
}

static void test_hash__known_answers(void **state)
{
	(void)state;
	assert_hex(fl_sha256(FL_STR("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(fl_sha256((fl_str){ NULL, 0 }),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(fl_sha256(FL_STR("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hex(fl_sha256(FL_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
		   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_hash__pieces_make_the_same_digest(void **state)
{
	fl_hasher h;
	char block[1000];

	(void)state;
	memset(block, 'a', sizeof block);
	fl_hasher_init(&h);
	for (size_t done = 0, n = 1; done < 1000000; done += n, n = n % 997 + 1) {
		n = n > 1000000 - done ? 1000000 - done : n;
		fl_hasher_add(&h, block, n);
		fl_hasher_add(&h, NULL, 0);
	}
	assert_hex(fl_hasher_final(&h), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Whatever computes it here, it is what libsodium computes: texts of every length around the ends of blocks, in pieces. */
static void test_hash__is_that_of_libsodium(void **state)
{
	static unsigned char text[1000];
	uint64_t seed = 5;

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (unsigned char)random_next(&seed);
	for (size_t len = 0; len <= sizeof text; len++) {
		unsigned char want[32];
		fl_hasher h;
		fl_digest got;
		crypto_hash_sha256(want, text, len);
		fl_hasher_init(&h);
		for (size_t at = 0, n; at < len; at += n) {
			n = 1 + random_below(&seed, 150);
			n = n < len - at ? n : len - at;
			fl_hasher_add(&h, text + at, n);
		}
		got = fl_hasher_final(&h);
		assert_memory_equal(got.bytes, want, 32);
		fl_short_digest shorter = fl_sha256_short((fl_str){ (const char *)text, len });
		assert_memory_equal(shorter.bytes, want, 16);
	}
}

/* A copy of a hasher goes its own way. */
static void test_hash__a_copy_can_be_finished_early(void **state)
{
	fl_hasher h, copy;

	(void)state;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "ab", 2);
	copy = h;
	fl_hasher_add(&h, "c", 1);
	(void)fl_hasher_final(&copy);
	assert_hex(fl_hasher_final(&h), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4648 and hexadecimal, there and back; what is one digit off is no digest. */
static void test_hash__a_digest_is_written_and_read(void **state)
{
	fl_digest digest = fl_sha256((fl_str){ "abc", 3 }), read;
	char hex[65], base64[44], upper[65];

	(void)state;
	fl_digest_hex(&digest, hex);
	fl_digest_base64(&digest, base64);
	assert_string_equal(base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0");
	for (size_t i = 0; i < sizeof hex; i++)
		upper[i] = (char)(hex[i] >= 'a' ? hex[i] - 32 : hex[i]);
	assert_true(fl_digest_read_hex((fl_str){ upper, 64 }, &read) && fl_digest_same(&read, &digest));
	assert_true(fl_digest_read_base64((fl_str){ base64, 43 }, &read) && fl_digest_same(&read, &digest));
	read.bytes[31] ^= 1;
	assert_false(fl_digest_same(&read, &digest));
	assert_false(fl_digest_read_hex((fl_str){ hex, 63 }, &read));
	assert_false(fl_digest_read_base64((fl_str){ base64, 42 }, &read));
	hex[5] = 'g';
	base64[42] = '1'; /* bits beyond the last byte */
	assert_false(fl_digest_read_hex((fl_str){ hex, 64 }, &read));
	assert_false(fl_digest_read_base64((fl_str){ base64, 43 }, &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash__known_answers),
		cmocka_unit_test(test_hash__pieces_make_the_same_digest),
		cmocka_unit_test(test_hash__is_that_of_libsodium),
		cmocka_unit_test(test_hash__a_copy_can_be_finished_early),
		cmocka_unit_test(test_hash__a_digest_is_written_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
