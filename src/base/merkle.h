/* SPDX-License-Identifier: Apache-2.0
 *
 * merkle.h - the hash tree of RFC 6962, section 2.1: its root, what proves that a leaf is in it, and what proves that an older tree
 * is the beginning of a newer one.
 *
 * The leaf of an entry is SHA-256(0x00 || entry), an inner node SHA-256(0x01 || left || right), split at the largest power of
 * two below the number of leaves; the root of no leaves is SHA-256 of nothing.
 */
#ifndef FL_BASE_MERKLE_H
#define FL_BASE_MERKLE_H

#include "base/hash.h"

#define FL_MERKLE_PATH_MAX 65 /* hashes of a proof, of any tree whose leaves can be counted in 64 bits */

fl_digest fl_merkle_leaf(fl_str entry);
fl_digest fl_merkle_root(const fl_digest *leaves, size_t count);

typedef struct fl_merkle_proof {
	fl_digest hashes[FL_MERKLE_PATH_MAX];
	size_t len;
} fl_merkle_proof;

/* PATH(index, D[count]): the neighbours on the way from a leaf up to the root, lowest first. index < count. */
void fl_merkle_path(const fl_digest *leaves, size_t count, size_t index, fl_merkle_proof *ret_path);
/* Does the path lead from this leaf, the index-th of 'count', to this root? */
bool fl_merkle_path_leads(const fl_digest *leaf, uint64_t index, uint64_t count, const fl_merkle_proof *path,
			  const fl_digest *root);

/* PROOF(first, D[count]): that the tree over the first leaves is the beginning of the whole. 0 < first <= count. */
void fl_merkle_consistency(const fl_digest *leaves, size_t count, size_t first, fl_merkle_proof *ret_proof);
/* Does the proof show that a tree of 'first' leaves with the root 'old' was only added to until it had 'count' and the root 'now'? */
bool fl_merkle_consistent(uint64_t first, const fl_digest *old, uint64_t count, const fl_digest *now,
			  const fl_merkle_proof *proof);

/* The root of leaves that come one after another, after each of them. Zero-initialise. */
typedef struct fl_merkle_growing {
	fl_digest peaks[64]; /* of the whole trees of 2^k leaves that the leaves so far fill, largest first */
	uint64_t count;
} fl_merkle_growing;

void fl_merkle_grow(fl_merkle_growing *tree, const fl_digest *leaf);
fl_digest fl_merkle_growing_root(const fl_merkle_growing *tree);

#endif
