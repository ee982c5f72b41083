/* SPDX-License-Identifier: Apache-2.0
 *
 * dense.h - groups in which everybody is like many others: one template, handed in many times.
 *
 * Of n texts cut from one template n (n - 1) / 2 pairs are alike, which is more than anybody can look at, keep or
 * print. Such groups are the connected parts of the k-core of the graph of pairs (Seidman, Network structure and
 * minimum degree, 1983): what is left when again and again those are taken away that are like fewer than k others
 * that are still there. Outside of the cores fewer than k pairs a dream are left, so that what is listed pair by pair
 * is linear in the number of dreams, whatever is handed in.
 */
#ifndef FL_DOMAIN_DENSE_H
#define FL_DOMAIN_DENSE_H

#include "base/alloc.h"
#include "base/error.h"
#include "domain/pair.h"

#define FL_DENSE_LEAST 20 /* others that each is like; it stands in docs/design/duplicates.md, too */
#define FL_DENSE_NONE  UINT32_MAX

/* An edge is a << 32 | b, a != b, both below 'count'; each is there once. ret_hub[i] becomes the lowest number in the
 * group of i, FL_DENSE_NONE outside of groups; *ret_any: is there a group? Time and memory are linear in edges and
 * 'count'. */
fl_status fl_dense_find(const uint64_t *edges, size_t num_edges, size_t count, uint32_t least, uint32_t *ret_hub,
			bool *ret_any, fl_error *err);

#endif
