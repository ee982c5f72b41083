/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.c - texts to numbers: open addressing with linear probing over slots that hold a 32-bit hash and the place of the text.
 *
 * A text stands in a block of 1 MiB behind its number and its length, at a multiple of four bytes; a place is that multiple plus
 * one, so that 0 is an empty slot. The table is at most three quarters full; growing it needs the hashes alone.
 */
#include "base/intern.h"

#include "base/alloc.h"
#include "base/str.h"

#define BLOCK     ((size_t)1 << 20)
#define UNIT      4
#define HEAD      6 /* number and length */
#define TEXTS_MAX ((size_t)1 << 31)

struct fl_intern_slot {
	uint32_t hash, place;
};

uint32_t fl_intern_hash(fl_str text)
{
	uint64_t h = fl_str_hash(text);
	return (uint32_t)(h ^ h >> 32);
}

static const char *entry_at(const fl_intern *t, uint32_t place)
{
	size_t at = (size_t)(place - 1) * UNIT;
	return t->blocks.items[at / BLOCK] + at % BLOCK;
}

static bool holds(const char *entry, fl_str text)
{
	uint16_t len;
	memcpy(&len, entry + 4, sizeof len);
	return len == text.len && (len == 0 || memcmp(entry + HEAD, text.data, len) == 0);
}

/* The slot of the text, or the empty one where it would stand. */
static struct fl_intern_slot *find(const fl_intern *t, fl_str text, uint32_t hash)
{
	size_t i = hash & (t->cap - 1);
	while (t->slots[i].place && (t->slots[i].hash != hash || !holds(entry_at(t, t->slots[i].place), text)))
		i = (i + 1) & (t->cap - 1);
	return &t->slots[i];
}

static bool grow(fl_intern *t)
{
	size_t cap = t->cap ? t->cap * 2 : 64;
	struct fl_intern_slot *wider = fl_alloc_array(cap, sizeof *wider);
	if (!wider)
		return false;
	for (size_t k = 0; k < t->cap; k++) {
		size_t i = t->slots[k].hash & (cap - 1);
		if (!t->slots[k].place)
			continue;
		while (wider[i].place)
			i = (i + 1) & (cap - 1);
		wider[i] = t->slots[k];
	}
	fl_free(t->slots);
	t->slots = wider;
	t->cap = cap;
	return true;
}

/* Room for an entry; its place, or 0. */
static uint32_t take(fl_intern *t, size_t size)
{
	size = (size + UNIT - 1) / UNIT * UNIT;
	if (t->blocks.len == 0 || BLOCK - t->used < size) {
		char *block = fl_alloc(BLOCK);
		if (!block || (t->blocks.len + 1) * (BLOCK / UNIT) > UINT32_MAX || !fl_vec_push(&t->blocks, block)) {
			fl_free(block);
			return 0;
		}
		t->used = 0;
	}
	size_t at = (t->blocks.len - 1) * BLOCK + t->used;
	t->used += size;
	return (uint32_t)(at / UNIT) + 1;
}

uint32_t fl_intern_find(const fl_intern *t, fl_str text)
{
	uint32_t number = FL_INTERN_NONE;
	if (t->len == 0)
		return number;
	struct fl_intern_slot *slot = find(t, text, fl_intern_hash(text));
	if (slot->place)
		memcpy(&number, entry_at(t, slot->place), sizeof number);
	return number;
}

void fl_intern_fetch_slot(const fl_intern *t, uint32_t hash)
{
	if (t->cap > 0)
		__builtin_prefetch(&t->slots[hash & (t->cap - 1)]);
}

void fl_intern_fetch_text(const fl_intern *t, uint32_t hash)
{
	if (t->cap > 0 && t->slots[hash & (t->cap - 1)].place)
		__builtin_prefetch(entry_at(t, t->slots[hash & (t->cap - 1)].place));
}

bool fl_intern_put(fl_intern *t, fl_str text, uint32_t *ret_number)
{
	return fl_intern_put_hashed(t, text, fl_intern_hash(text), ret_number);
}

bool fl_intern_put_hashed(fl_intern *t, fl_str text, uint32_t hash, uint32_t *ret_number)
{
	uint32_t number = (uint32_t)t->len;
	uint16_t len = (uint16_t)text.len;
	if (text.len > FL_INTERN_TEXT_MAX || t->len >= TEXTS_MAX || (t->len >= t->cap / 4 * 3 && !grow(t)))
		return false;
	struct fl_intern_slot *slot = find(t, text, hash);
	if (slot->place) {
		memcpy(ret_number, entry_at(t, slot->place), sizeof *ret_number);
		return true;
	}
	uint32_t place = take(t, HEAD + text.len);
	if (!place)
		return false;
	char *entry = t->blocks.items[t->blocks.len - 1] + (size_t)(place - 1) * UNIT % BLOCK;
	memcpy(entry, &number, sizeof number);
	memcpy(entry + 4, &len, sizeof len);
	if (len > 0)
		memcpy(entry + HEAD, text.data, len);
	*slot = (struct fl_intern_slot){ hash, place };
	t->len++;
	*ret_number = number;
	return true;
}

void fl_intern_release(fl_intern *t)
{
	for (size_t i = 0; i < t->blocks.len; i++)
		fl_free(t->blocks.items[i]);
	fl_vec_release(&t->blocks);
	fl_free(t->slots);
	*t = (fl_intern){ 0 };
}
