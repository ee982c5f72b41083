/* SPDX-License-Identifier: Apache-2.0
 *
 * merkle.c - the hash tree of RFC 6962 (Certificate Transparency), section 2.1.
 *
 * For the auditor. Write every entry on a slip and hash each slip. Hash the hashes in pairs, then those hashes in
 * pairs, until one is left: the root. Change a letter on any slip and its hash changes, then every hash above it, and
 * the root is another. The byte in front (0 for a slip, 1 for a pair) keeps a pair from being passed off as a slip.
 *
 * Who has one slip and wants to know whether it is under a root needs no other slip: the hash of its neighbour, of the
 * neighbour of the pair, and so on, are enough to hash one's way up. That is a path, as long as the tree is high: 13 hashes for
 * 8,000 slips. And who has an old root can be shown with as few hashes that its slips stand unchanged, in their places, under a
 * new one. Both checks are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2, which says in steps what RFC 6962 leaves to the reader.
 */
#include "base/merkle.h"

#include <string.h>

static bool same(const fl_digest *a, const fl_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

fl_digest fl_merkle_leaf(fl_str entry)
{
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "\x00", 1);
	fl_hasher_add(&h, entry.data, entry.len);
	return fl_hasher_final(&h);
}

static fl_digest node(const fl_digest *left, const fl_digest *right)
{
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, "\x01", 1);
	fl_hasher_add(&h, left->bytes, sizeof left->bytes);
	fl_hasher_add(&h, right->bytes, sizeof right->bytes);
	return fl_hasher_final(&h);
}

/* The largest power of two below 'count', which is at least 2. */
static size_t split_of(size_t count)
{
	size_t split = 1;
	while (split < count - split)
		split *= 2;
	return split;
}

/* Depth is log2 of the number of leaves. */
fl_digest fl_merkle_root(const fl_digest *leaves, size_t count)
{
	if (count == 0)
		return fl_sha256((fl_str){ "", 0 });
	if (count == 1)
		return leaves[0];
	size_t split = split_of(count);
	fl_digest left = fl_merkle_root(leaves, split), right = fl_merkle_root(leaves + split, count - split);
	return node(&left, &right);
}

/* ---- a leaf under a root ----------------------------------------------------------------------------------------- */

void fl_merkle_path(const fl_digest *leaves, size_t count, size_t index, fl_merkle_proof *ret_path)
{
	if (count <= 1) {
		ret_path->len = 0;
		return;
	}
	size_t split = split_of(count);
	bool right = index >= split;
	if (right)
		fl_merkle_path(leaves + split, count - split, index - split, ret_path);
	else
		fl_merkle_path(leaves, split, index, ret_path);
	ret_path->hashes[ret_path->len++] =
	    right ? fl_merkle_root(leaves, split) : fl_merkle_root(leaves + split, count - split);
}

bool fl_merkle_path_leads(const fl_digest *leaf, uint64_t index, uint64_t count, const fl_merkle_proof *path,
			  const fl_digest *root)
{
	fl_digest at = *leaf;
	uint64_t last = count - 1;
	if (index >= count)
		return false;
	for (size_t i = 0; i < path->len; i++) {
		if (last == 0)
			return false;
		if (index % 2 == 1 || index == last) {
			at = node(&path->hashes[i], &at);
			while (index % 2 == 0 && index != 0) { /* a last node without a neighbour moves up as it is */
				index /= 2;
				last /= 2;
			}
		} else {
			at = node(&at, &path->hashes[i]);
		}
		index /= 2;
		last /= 2;
	}
	return last == 0 && same(&at, root);
}

/* ---- an old root under a new one ---------------------------------------------------------------------------------- */

/* SUBPROOF of RFC 6962, 2.1.2; 'whole': the first leaves are all of a tree whose root the other side knows. */
static void prove(const fl_digest *leaves, size_t count, size_t first, bool whole, fl_merkle_proof *proof)
{
	if (first == count) {
		if (!whole)
			proof->hashes[proof->len++] = fl_merkle_root(leaves, count);
		return;
	}
	size_t split = split_of(count);
	if (first <= split) {
		prove(leaves, split, first, whole, proof);
		proof->hashes[proof->len++] = fl_merkle_root(leaves + split, count - split);
	} else {
		prove(leaves + split, count - split, first - split, false, proof);
		proof->hashes[proof->len++] = fl_merkle_root(leaves, split);
	}
}

void fl_merkle_consistency(const fl_digest *leaves, size_t count, size_t first, fl_merkle_proof *ret_proof)
{
	ret_proof->len = 0;
	if (first > 0 && first < count)
		prove(leaves, count, first, true, ret_proof);
}

/* With both roots in hand: 'at_old' and 'at_now' climb the two trees by the same hashes. */
static bool climb(uint64_t index, uint64_t last, const fl_digest *start, const fl_digest *hashes, size_t len,
		  const fl_digest *old, const fl_digest *now)
{
	fl_digest at_old = *start, at_now = *start;
	while (index % 2 == 1) {
		index /= 2;
		last /= 2;
	}
	for (size_t i = 0; i < len; i++) {
		if (last == 0)
			return false;
		if (index % 2 == 1 || index == last) {
			at_old = node(&hashes[i], &at_old);
			at_now = node(&hashes[i], &at_now);
			while (index % 2 == 0 && index != 0) {
				index /= 2;
				last /= 2;
			}
		} else {
			at_now = node(&at_now, &hashes[i]);
		}
		index /= 2;
		last /= 2;
	}
	return last == 0 && same(&at_old, old) && same(&at_now, now);
}

bool fl_merkle_consistent(uint64_t first, const fl_digest *old, uint64_t count, const fl_digest *now,
			  const fl_merkle_proof *proof)
{
	if (first == 0 || first > count)
		return false;
	if (first == count)
		return proof->len == 0 && same(old, now);
	if (proof->len == 0)
		return false;
	if ((first & (first - 1)) == 0) /* a whole tree: its root is the first hash, and known */
		return climb(first - 1, count - 1, old, proof->hashes, proof->len, old, now);
	return climb(first - 1, count - 1, &proof->hashes[0], proof->hashes + 1, proof->len - 1, old, now);
}

/* ---- a tree that grows ------------------------------------------------------------------------------------------- */

static size_t num_peaks(uint64_t count)
{
	size_t n = 0;
	for (; count > 0; count &= count - 1)
		n++;
	return n;
}

void fl_merkle_grow(fl_merkle_growing *tree, const fl_digest *leaf)
{
	size_t n = num_peaks(tree->count);
	fl_digest at = *leaf;
	for (uint64_t count = tree->count; count % 2 == 1; count /= 2)
		at = node(&tree->peaks[--n], &at);
	tree->peaks[n] = at;
	tree->count++;
}

fl_digest fl_merkle_growing_root(const fl_merkle_growing *tree)
{
	size_t n = num_peaks(tree->count);
	if (n == 0)
		return fl_merkle_root(NULL, 0);
	fl_digest at = tree->peaks[--n];
	while (n > 0)
		at = node(&tree->peaks[--n], &at);
	return at;
}
