/* SPDX-License-Identifier: Apache-2.0
 *
 * prefilter.c - a trie over characters (E. Fredkin, 1960), walked down from every character of the text.
 *
 * Aho and Corasick's failure links would save walking; but the trie is rarely left deeper than two characters, its
 * depth is bounded by the longest needle, and without links it is small, built in one sorted pass, and reports what
 * it finds in the order of the places, which scan.c needs.
 *
 * Layout: nodes in breadth-first order; the children of a node are neighbours, sorted by character. Nearly every
 * place is a miss, and a miss costs two bits: may a needle of at most two characters be here, may a longer one begin with
 * these three? They are asked by hashes of the characters' bytes, which need not be decoded for it. Places where they say
 * yes are gathered, without a branch; then a hash table from two characters to their node has the last word, and the walk
 * begins there. That it is asked for many places at once hides how far the table is.
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

#define FIRST_BITS 9 /* of the hash of the first character of two, and of the second */
#define NEXT_BITS  8
#define BITS       (FIRST_BITS + NEXT_BITS) /* 2^17 bits: few enough to stay in the first caches */

typedef struct entry { /* of a hash table with open addressing */
	uint32_t key;  /* first character << 16 | second one; of a root that is a needle by itself: ALONE */
	uint32_t node; /* NONE: free */
} entry;

#define ALONE  0xFFFF
#define PLACES 64 /* looked up together */

struct fl_prefilter {
	uint64_t *shorts; /* a bit by the hashes of two characters: they are a needle, or the first is */
	uint64_t *longs;  /* a bit by the hashes of three characters: a needle begins with them */
	bool any_alone;
	entry *entries;
	uint32_t entries_mask;
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

/* Of the bytes of a character, the first one lowest. */
static inline uint32_t hash(uint32_t bytes)
{
	return bytes * 0x9E3779B1u;
}

/* The index of the bit of two characters, and of three. */
static inline uint32_t pair(uint32_t first, uint32_t second)
{
	return first >> (32 - FIRST_BITS) << NEXT_BITS | second >> (32 - NEXT_BITS);
}

static inline uint32_t triple(uint32_t first, uint32_t second, uint32_t third)
{
	return (first ^ (second << 11 | second >> 21) ^ (third << 21 | third >> 11)) >> (32 - BITS);
}

static uint32_t hash_of(uint32_t c)
{
	char bytes[4];
	size_t n = fl_utf8_put(c, bytes);
	uint32_t value = 0;

	for (size_t i = n; i > 0; i--)
		value = value << 8 | (unsigned char)bytes[i - 1];
	return hash(value);
}

static inline uint32_t slot_of(const fl_prefilter *p, uint32_t key)
{
	return hash(key) >> 8 & p->entries_mask;
}

static uint32_t place_of(const fl_prefilter *p, uint32_t key)
{
	uint32_t at = slot_of(p, key);

	while (p->entries[at].node != NONE && p->entries[at].key != key)
		at = (at + 1) & p->entries_mask;
	return at;
}

static void add_entry(fl_prefilter *p, uint32_t first, uint32_t second, uint32_t which)
{
	uint32_t key = first << 16 | second;

	p->entries[place_of(p, key)] = (entry){ key, which };
}

static void set_bit(uint64_t *bits, uint32_t at)
{
	bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static void add_second(fl_prefilter *p, uint32_t root, uint32_t which)
{
	const node *n = &p->nodes[which];
	uint32_t first = hash_of(p->nodes[root].character), second = hash_of(n->character);

	add_entry(p, p->nodes[root].character, n->character, which);
	if (n->num_uses)
		set_bit(p->shorts, pair(first, second));
	for (uint32_t i = n->first_child; i < n->first_child + n->num_children; i++)
		set_bit(p->longs, triple(first, second, hash_of(p->nodes[i].character)));
}

static void add_root(fl_prefilter *p, uint32_t root)
{
	const node *n = &p->nodes[root];

	if (n->num_uses) {
		p->any_alone = true;
		add_entry(p, n->character, ALONE, root);
		for (uint32_t i = 0; i < 1u << NEXT_BITS; i++)
			set_bit(p->shorts, pair(hash_of(n->character), i << (32 - NEXT_BITS)));
	}
	for (uint32_t i = n->first_child; i < n->first_child + n->num_children; i++)
		add_second(p, root, i);
}

/* Room for twice as many entries as there will be: of roots and their children. */
static bool make_entries(fl_prefilter *p, size_t num_roots, fl_arena *arena)
{
	size_t size = 16, count = num_roots;

	for (size_t i = 0; i < num_roots; i++)
		count += p->nodes[i].num_children;
	while (size < 2 * count)
		size *= 2;
	p->entries = fl_arena_array(arena, size, sizeof *p->entries);
	p->entries_mask = (uint32_t)size - 1;
	for (size_t i = 0; p->entries && i < size; i++)
		p->entries[i].node = NONE;
	return p->entries != NULL;
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
	made->shorts = fl_arena_array(arena, ((size_t)1 << BITS) / 64, sizeof *made->shorts);
	made->longs = fl_arena_array(arena, ((size_t)1 << BITS) / 64, sizeof *made->longs);
	made->nodes = kept(arena, b.nodes.items, b.nodes.len, sizeof *made->nodes);
	made->uses = kept(arena, b.uses.items, b.uses.len, sizeof *made->uses);
	if (!made->shorts || !made->longs || !made->nodes || !made->uses || !make_entries(made, num_roots, arena)) {
		status = fl_enomem(err);
		goto done;
	}
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

/* The node of a key, NULL when there is none. */
static inline const node *find(const fl_prefilter *p, uint32_t key)
{
	uint32_t at = place_of(p, key);

	return p->entries[at].node == NONE ? NULL : &p->nodes[p->entries[at].node];
}

/* A place where a needle may begin. */
typedef struct place {
	size_t start, first_end, end; /* of its characters: the first, the second */
	uint32_t key;
} place;

static void look_up(const fl_prefilter *p, const unsigned char *bytes, size_t len, place *at)
{
	uint32_t first, second;

	at->first_end = at->start;
	first = next(bytes, &at->first_end);
	at->end = at->first_end;
	second = at->end < len ? next(bytes, &at->end) : ALONE; /* which no needle has */
	at->key = first << 16 | second;
	__builtin_prefetch(&p->entries[slot_of(p, at->key)]);
}

/* The needles that begin at the place. */
static bool scan_from(const fl_prefilter *p, const unsigned char *bytes, size_t len, const place *at, fl_needle_fn seen,
		      void *user)
{
	size_t pos = at->end;
	const node *n = p->any_alone ? find(p, at->key | ALONE) : NULL;

	if (n && !report(p, n, at->start, at->first_end, seen, user))
		return false;
	n = (at->key & ALONE) == ALONE ? NULL : find(p, at->key);
	while (n) {
		if (n->num_uses && !report(p, n, at->start, pos, seen, user))
			return false;
		n = pos < len && n->num_children ? child(p, n, next(bytes, &pos)) : NULL;
	}
	return true;
}

static bool scan_places(const fl_prefilter *p, const unsigned char *bytes, size_t len, place *places, size_t count,
			fl_needle_fn seen, void *user)
{
	for (size_t i = 0; i < count; i++)
		look_up(p, bytes, len, &places[i]);
	for (size_t i = 0; i < count; i++)
		if (!scan_from(p, bytes, len, &places[i], seen, user))
			return false;
	return true;
}

/* The hash of the character at *at, which moves behind it. */
static inline uint32_t next_hash(const unsigned char *bytes, size_t len, size_t *at)
{
	const unsigned char *c = bytes + *at;

	if (len - *at > 3) {
		uint32_t four = (uint32_t)c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;
		if ((four & 0xF0) == 0xE0) {
			*at += 3;
			return hash(four & 0xFFFFFF);
		}
		if (!(four & 0x80)) {
			*at += 1;
			return hash(four & 0x7F);
		}
	}
	return hash_of(next(bytes, at));
}

/* Where three characters begin, and their hashes; behind the text 0, which matters to nothing. */
typedef struct window {
	size_t start, second_start, third_start;
	uint32_t first, second;
} window;

/* Gather places until there are PLACES or the text ends. */
static size_t gather(const fl_prefilter *p, const unsigned char *bytes, size_t len, window *ret, place *places)
{
	const uint64_t *shorts = p->shorts, *longs = p->longs;
	window w = *ret;
	size_t count = 0;

	while (w.start < len && count < PLACES) {
		size_t at = w.third_start;
		uint32_t third = at < len ? next_hash(bytes, len, &at) : 0;
		uint32_t two = pair(w.first, w.second), three = triple(w.first, w.second, third);
		places[count].start = w.start;
		count += (shorts[two / 64] >> (two % 64) | longs[three / 64] >> (three % 64)) & 1;
		w = (window){ w.second_start, w.third_start, at, w.second, third };
	}
	*ret = w;
	return count;
}

bool fl_prefilter_scan(const fl_prefilter *prefilter, fl_str text, fl_needle_fn seen, void *user)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	window w = { 0 };
	place places[PLACES];

	if (text.len)
		w.first = next_hash(bytes, text.len, &w.second_start);
	w.third_start = w.second_start;
	if (w.second_start < text.len)
		w.second = next_hash(bytes, text.len, &w.third_start);
	while (w.start < text.len) {
		size_t count = gather(prefilter, bytes, text.len, &w, places);
		if (!scan_places(prefilter, bytes, text.len, places, count, seen, user))
			return false;
	}
	return true;
}
