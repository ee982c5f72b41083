/* SPDX-License-Identifier: Apache-2.0
 *
 * The Merkle tree, its paths and its proofs of consistency against the vectors that Certificate Transparency's own implementations
 * use; every tree of up to 70 leaves against every leaf, every beginning and every spoiled proof.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/merkle.h"
#include "base/str.h"
#include "rfc6962.h"

#define A "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define B "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define C "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define D "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define E "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define F "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define G "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define H "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define I "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

typedef struct vector {
	size_t which, count; /* a path: the index of the leaf; a proof: the size of the first tree */
	const char *hashes[4];
} vector;

static const vector paths[] = {
	{ 0, 1, { NULL } }, { 0, 8, { A, B, C } }, { 5, 8, { D, E, F } }, { 2, 3, { G } }, { 1, 5, { H, B, D } },
};
static const vector proofs[] = {
	{ 1, 1, { NULL } }, { 1, 8, { A, B, C } }, { 6, 8, { I, E, F } }, { 2, 5, { B, D } },
};

static void leaves_of(fl_digest *ret)
{
	for (size_t i = 0; i < 8; i++)
		ret[i] = fl_merkle_leaf(rfc6962_entries[i]);
}

static void expect(const fl_merkle_proof *got, const vector *v)
{
	char hex[65];
	for (size_t i = 0; i < got->len; i++) {
		fl_digest_hex(&got->hashes[i], hex);
		assert_non_null(v->hashes[i]);
		assert_string_equal(hex, v->hashes[i]);
	}
	assert_null(v->hashes[got->len]);
}

static void test_merkle__roots_are_those_of_rfc_6962(void **state)
{
	(void)state;
	fl_digest leaves[8];
	char hex[65];
	fl_merkle_growing growing = { .count = 0 };
	leaves_of(leaves);
	for (size_t n = 0; n <= 8; n++) {
		fl_digest root = fl_merkle_root(leaves, n), grown = fl_merkle_growing_root(&growing);
		fl_digest_hex(&root, hex);
		assert_string_equal(hex, rfc6962_roots[n]);
		fl_digest_hex(&grown, hex);
		assert_string_equal(hex, rfc6962_roots[n]);
		if (n < 8)
			fl_merkle_grow(&growing, &leaves[n]);
	}
}

static void test_merkle__a_pair_is_not_a_leaf(void **state)
{
	(void)state;
	fl_digest leaves[8];
	leaves_of(leaves);
	fl_digest root = fl_merkle_root(leaves, 2);
	fl_digest passed_off = fl_merkle_leaf((fl_str){ (const char *)leaves, 2 * sizeof leaves[0] });
	assert_memory_not_equal(root.bytes, passed_off.bytes, 32);
}

static void test_merkle__paths_are_those_of_rfc_6962(void **state)
{
	(void)state;
	fl_digest leaves[8];
	leaves_of(leaves);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const vector *v = &paths[i];
		fl_merkle_proof path;
		fl_digest root = fl_merkle_root(leaves, v->count);
		fl_merkle_path(leaves, v->count, v->which, &path);
		expect(&path, v);
		assert_true(fl_merkle_path_leads(&leaves[v->which], v->which, v->count, &path, &root));
	}
}

static void test_merkle__proofs_of_consistency_are_those_of_rfc_6962(void **state)
{
	(void)state;
	fl_digest leaves[8];
	leaves_of(leaves);
	for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
		const vector *v = &proofs[i];
		fl_merkle_proof proof;
		fl_digest old = fl_merkle_root(leaves, v->which), now = fl_merkle_root(leaves, v->count);
		fl_merkle_consistency(leaves, v->count, v->which, &proof);
		expect(&proof, v);
		assert_true(fl_merkle_consistent(v->which, &old, v->count, &now, &proof));
	}
}

/* A proof with one hash changed, one too many, one too few. */
static size_t spoil(const fl_merkle_proof *good, size_t variant, fl_merkle_proof *ret)
{
	*ret = *good;
	if (variant < good->len)
		ret->hashes[variant].bytes[variant % 32] ^= 1;
	else if (variant == good->len)
		ret->hashes[ret->len++] = fl_sha256(FL_STR("one more"));
	else if (good->len > 0)
		ret->len--;
	return good->len + (good->len > 0 ? 2 : 1);
}

static void test_merkle__every_leaf_is_found_in_its_place_only(void **state)
{
	(void)state;
	fl_digest leaves[71];
	fl_merkle_proof path, bad;
	for (size_t i = 0; i <= 70; i++)
		leaves[i] = fl_merkle_leaf((fl_str){ (const char *)&i, sizeof i });
	for (size_t n = 1; n <= 70; n++) {
		fl_digest root = fl_merkle_root(leaves, n);
		for (size_t i = 0; i < n; i++) {
			fl_merkle_path(leaves, n, i, &path);
			for (size_t k = 0; k <= n; k++)
				if (fl_merkle_path_leads(&leaves[i], k, n, &path, &root) != (k == i))
					fail_msg("leaf %zu of %zu, taken for %zu", i, n, k);
			assert_false(fl_merkle_path_leads(&leaves[(i + 1) % 70], i, n, &path, &root));
			for (size_t v = 0, all = 1; v < all; v++) {
				all = spoil(&path, v, &bad);
				if (fl_merkle_path_leads(&leaves[i], i, n, &bad, &root))
					fail_msg("leaf %zu of %zu, spoiled path %zu", i, n, v);
			}
		}
	}
}

static void test_merkle__every_beginning_is_confirmed_and_nothing_else(void **state)
{
	(void)state;
	fl_digest leaves[71];
	fl_merkle_proof proof, bad;
	for (size_t i = 0; i <= 70; i++)
		leaves[i] = fl_merkle_leaf((fl_str){ (const char *)&i, sizeof i });
	for (size_t n = 1; n <= 70; n++) {
		fl_digest now = fl_merkle_root(leaves, n);
		for (size_t m = 1; m <= n; m++) {
			fl_digest old = fl_merkle_root(leaves, m), other = fl_merkle_root(leaves + 1, m);
			fl_merkle_consistency(leaves, n, m, &proof);
			if (!fl_merkle_consistent(m, &old, n, &now, &proof))
				fail_msg("%zu of %zu are not confirmed", m, n);
			assert_false(fl_merkle_consistent(m, &other, n, &now, &proof));
			assert_false(fl_merkle_consistent(m, &old, n, &other, &proof));
			for (size_t v = 0, all = 1; v < all; v++) {
				all = spoil(&proof, v, &bad);
				if (fl_merkle_consistent(m, &old, n, &now, &bad))
					fail_msg("%zu of %zu, spoiled proof %zu", m, n, v);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merkle__roots_are_those_of_rfc_6962),
		cmocka_unit_test(test_merkle__a_pair_is_not_a_leaf),
		cmocka_unit_test(test_merkle__paths_are_those_of_rfc_6962),
		cmocka_unit_test(test_merkle__proofs_of_consistency_are_those_of_rfc_6962),
		cmocka_unit_test(test_merkle__every_leaf_is_found_in_its_place_only),
		cmocka_unit_test(test_merkle__every_beginning_is_confirmed_and_nothing_else),
	};
	return cmocka_run_group_tests_name("merkle", tests, NULL, NULL);
}
