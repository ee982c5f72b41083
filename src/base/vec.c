/* SPDX-License-Identifier: Apache-2.0
 *
 * vec.c - growing arrays, and the hash map: open addressing with linear probing in a table of 2^k slots that is at
 * most three quarters full. A slot keeps the key's hash, so growing and most misses never touch a key.
 */
#include "base/vec.h"

#include "base/alloc.h"
#include "base/str.h"

bool fl_vec_grow_(void **items, size_t *cap, size_t need, size_t size)
{
	size_t room = *cap;
	void *grown;

	if (need <= room)
		return true;
	room = room > SIZE_MAX / 4 ? need : room * 2;
	room = room < 8 ? 8 : room;
	room = room < need ? need : room;
	grown = fl_realloc_array(*items, room, size);
	if (!grown)
		return false;
	*items = grown;
	*cap = room;
	return true;
}

void fl_vec_free_(void *items)
{
	fl_free(items);
}

/* ---- map --------------------------------------------------------------------------------------------------- */

struct fl_map_slot {
	fl_str key; /* data is NULL in an empty slot */
	uint64_t hash;
	size_t value;
};

/* The key's slot, or the empty one where it would stand. */
static struct fl_map_slot *find(const fl_map *map, fl_str key, uint64_t hash)
{
	size_t i = (size_t)hash & (map->cap - 1);

	while (map->slots[i].key.data && (map->slots[i].hash != hash || !fl_str_eq(map->slots[i].key, key)))
		i = (i + 1) & (map->cap - 1);
	return &map->slots[i];
}

static bool grow(fl_map *map)
{
	fl_map wider = { .len = map->len, .cap = map->cap ? map->cap * 2 : 16 };

	wider.slots = fl_alloc_array(wider.cap, sizeof *wider.slots);
	if (!wider.slots)
		return false;
	for (size_t i = 0; i < map->cap; i++) {
		struct fl_map_slot *old = &map->slots[i];
		size_t at = (size_t)old->hash & (wider.cap - 1);
		if (!old->key.data)
			continue;
		while (wider.slots[at].key.data) /* keys differ: no need to compare */
			at = (at + 1) & (wider.cap - 1);
		wider.slots[at] = *old;
	}
	fl_free(map->slots);
	*map = wider;
	return true;
}

size_t fl_map_get(const fl_map *map, fl_str key)
{
	struct fl_map_slot *slot;

	if (map->len == 0)
		return FL_MAP_NONE;
	slot = find(map, key, fl_str_hash(key));
	return slot->key.data ? slot->value : FL_MAP_NONE;
}

bool fl_map_put(fl_map *map, fl_str key, size_t value, size_t *ret_value)
{
	uint64_t hash = fl_str_hash(key);
	struct fl_map_slot *slot;

	if (map->len >= map->cap / 4 * 3 && !grow(map))
		return false;
	slot = find(map, key, hash);
	if (!slot->key.data) {
		slot->key = key.data ? key : (fl_str){ "", 0 };
		slot->hash = hash;
		slot->value = value;
		map->len++;
	}
	if (ret_value)
		*ret_value = slot->value;
	return true;
}

bool fl_map_next(const fl_map *map, size_t *at, fl_str *ret_key)
{
	while (*at < map->cap && !map->slots[*at].key.data)
		++*at;
	if (*at == map->cap)
		return false;
	*ret_key = map->slots[(*at)++].key;
	return true;
}

void fl_map_release(fl_map *map)
{
	fl_free(map->slots);
	*map = (fl_map){ 0 };
}
