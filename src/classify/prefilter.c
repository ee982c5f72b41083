/* SPDX-License-Identifier: Apache-2.0
 *
 * prefilter.c - a trie over characters (E. Fredkin, 1960), walked down from every character of the text.
 *
 * Aho and Corasick's failure links would save walking; but the trie is rarely left deeper than two characters, its
 * depth is bounded by the longest needle, and without links it is small, built in one sorted pass, and reports what
 * it finds in the order of the places, which scan.c needs.
 *
 * Layout: nodes in breadth-first order; the children of a node are neighbours, sorted by character. Nearly every
 * place is a miss, and most misses cost two bits: is this character a needle by itself, does any needle begin with
 * these two? The second is asked by hash, so the trie, whose first level is a table by character, has the last word.
 */
#include "classify/prefilter.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

#define NODES_MAX ((size_t)1 << 24)
#define NONE      UINT32_MAX

typedef struct node {
	uint32_t first_child, num_children;
	uint32_t first_use, num_uses; /* of needles that end here */
	uint16_t character;
} node;

#define PAIRS 0x10000 /* bits; few enough to stay in the first cache */

struct fl_prefilter {
	uint32_t *roots; /* by character: node or NONE */
	uint64_t *alone; /* a bit by character: it is a needle by itself */
	uint64_t *pairs; /* a bit by hash of two characters: a root and a child of it have this hash */
	node *nodes;
	uint32_t *uses;
};

/* A node under construction: the needles [low, high) share the 'depth' bytes before it. */
typedef struct span {
	size_t low, high, depth;
} span;

typedef struct builder {
	const fl_needle *needles;
	FL_VEC(node) nodes;
	FL_VEC(span) spans; /* of the node with the same index */
	FL_VEC(uint32_t) uses;
} builder;

static int by_text_and_use(const void *a, const void *b)
{
	const fl_needle *x = a, *y = b;
	int order = fl_str_cmp(x->text, y->text);

	return order ? order : (x->use > y->use) - (x->use < y->use);
}

/* Nodes for the characters that follow at s->depth, s being a copy: the vectors move. */
static bool add_children(builder *b, span s)
{
	size_t low = s.low;

	while (low < s.high) {
		size_t pos = s.depth, end = low;
		int32_t c = fl_utf8_next(b->needles[low].text, &pos);
		fl_str head = fl_str_slice(b->needles[low].text, 0, pos);
		node n = { .character = (uint16_t)c };
		while (end < s.high && fl_str_starts(b->needles[end].text, head))
			end++;
		span below = { low, end, pos };
		n.first_use = (uint32_t)b->uses.len;
		for (; below.low < end && b->needles[below.low].text.len == pos; below.low++)
			if (!fl_vec_push(&b->uses, b->needles[below.low].use))
				return false;
		n.num_uses = (uint32_t)(b->uses.len - n.first_use);
		if (b->nodes.len >= NODES_MAX || !fl_vec_push(&b->nodes, n) || !fl_vec_push(&b->spans, below))
			return false;
		low = end;
	}
	return true;
}

static bool build_nodes(builder *b, size_t count)
{
	if (!add_children(b, (span){ 0, count, 0 }))
		return false;
	for (size_t i = 0; i < b->nodes.len; i++) {
		size_t first = b->nodes.len;
		if (!add_children(b, b->spans.items[i]))
			return false;
		b->nodes.items[i].first_child = (uint32_t)first;
		b->nodes.items[i].num_children = (uint32_t)(b->nodes.len - first);
	}
	return true;
}

static void *kept(fl_arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = fl_arena_array(arena, count ? count : 1, size);

	if (copy && count)
		memcpy(copy, items, count * size);
	return copy;
}

static inline bool bit(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static inline uint32_t pair(uint32_t a, uint32_t b)
{
	return (a * 0x9E3Bu + b) % PAIRS;
}

static void add_root(fl_prefilter *p, uint32_t root)
{
	const node *n = &p->nodes[root];

	p->roots[n->character] = root;
	if (n->num_uses)
		p->alone[n->character / 64] |= UINT64_C(1) << (n->character % 64);
	for (uint32_t i = 0; i < n->num_children; i++) {
		uint32_t h = pair(n->character, p->nodes[n->first_child + i].character);
		p->pairs[h / 64] |= UINT64_C(1) << (h % 64);
	}
}

fl_status fl_prefilter_build(fl_needle *needles, size_t count, fl_arena *arena, fl_prefilter **ret, fl_error *err)
{
	builder b = { .needles = needles };
	fl_prefilter *made = fl_arena_alloc(arena, sizeof *made);
	size_t num_roots;
	fl_status status = FL_OK;

	if (count)
		qsort(needles, count, sizeof *needles, by_text_and_use);
	if (!made || !build_nodes(&b, count)) {
		status = fl_enomem(err);
		goto done;
	}
	num_roots = b.nodes.len ? b.nodes.items[0].first_child : 0;
	made->roots = fl_arena_array(arena, 0x10000, sizeof *made->roots);
	made->alone = fl_arena_array(arena, 0x10000 / 64, sizeof *made->alone);
	made->pairs = fl_arena_array(arena, PAIRS / 64, sizeof *made->pairs);
	made->nodes = kept(arena, b.nodes.items, b.nodes.len, sizeof *made->nodes);
	made->uses = kept(arena, b.uses.items, b.uses.len, sizeof *made->uses);
	if (!made->roots || !made->alone || !made->pairs || !made->nodes || !made->uses) {
		status = fl_enomem(err);
		goto done;
	}
	memset(made->roots, 0xFF, 0x10000 * sizeof *made->roots);
	for (size_t i = 0; i < num_roots; i++)
		add_root(made, (uint32_t)i);
	*ret = made;
done:
	fl_vec_release(&b.nodes);
	fl_vec_release(&b.spans);
	fl_vec_release(&b.uses);
	return status;
}

/* ---- scanning ---------------------------------------------------------------------------------------------- */

static const node *child(const fl_prefilter *p, const node *n, uint32_t character)
{
	size_t low = n->first_child, high = low + n->num_children;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->nodes[middle].character < character)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n->first_child + (size_t)n->num_children && p->nodes[low].character == character ? &p->nodes[low]
												      : NULL;
}

/* The character at *pos of well-formed UTF-8, *pos moving on; U+FFFF and above come as 0xFFFF, which no needle has.
 */
static inline uint32_t next(const unsigned char *text, size_t *pos)
{
	const unsigned char *c = text + *pos;

	if (c[0] < 0x80) {
		*pos += 1;
		return c[0];
	}
	if (c[0] < 0xE0) {
		*pos += 2;
		return (uint32_t)(c[0] & 0x1F) << 6 | (c[1] & 0x3F);
	}
	if (c[0] < 0xF0) {
		*pos += 3;
		return (uint32_t)(c[0] & 0x0F) << 12 | (uint32_t)(c[1] & 0x3F) << 6 | (c[2] & 0x3F);
	}
	*pos += 4;
	return 0xFFFF;
}

static bool report(const fl_prefilter *p, const node *n, size_t start, size_t end, fl_needle_fn seen, void *user)
{
	for (uint32_t i = 0; i < n->num_uses; i++)
		if (!seen(user, p->uses[n->first_use + i], (uint32_t)start, (uint32_t)end))
			return false;
	return true;
}

/* The needles that begin with the character c, which ends at 'pos'. */
static bool scan_from(const fl_prefilter *p, const unsigned char *bytes, size_t len, uint32_t c, size_t start,
		      size_t pos, fl_needle_fn seen, void *user)
{
	for (const node *n = p->roots[c] == NONE ? NULL : &p->nodes[p->roots[c]]; n;) {
		if (n->num_uses && !report(p, n, start, pos, seen, user))
			return false;
		n = pos < len && n->num_children ? child(p, n, next(bytes, &pos)) : NULL;
	}
	return true;
}

bool fl_prefilter_scan(const fl_prefilter *prefilter, fl_str text, fl_needle_fn seen, void *user)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	size_t at = 0, start = 0;
	uint32_t c = text.len ? next(bytes, &at) : 0;

	while (start < text.len) { /* c begins at 'start', what follows it at 'at' */
		size_t end = at;
		uint32_t following = at < text.len ? next(bytes, &at) : 0;
		if ((bit(prefilter->pairs, pair(c, following)) || bit(prefilter->alone, c)) &&
		    !scan_from(prefilter, bytes, text.len, c, start, end, seen, user))
			return false;
		c = following;
		start = end;
	}
	return true;
}
