/* SPDX-License-Identifier: Apache-2.0
 *
 * vec.h - growing arrays of any type, and hash maps from text or integers to an index.
 *
 *   typedef FL_VEC(int64_t) ids;      ids v = {0};
 *   if (!fl_vec_push(&v, 7)) return fl_enomem(err);
 *   for (size_t i = 0; i < v.len; i++) use(v.items[i]);
 *   fl_vec_release(&v);
 */
#ifndef FL_BASE_VEC_H
#define FL_BASE_VEC_H

#include "florin.h"

#define FL_VEC(type) struct { type *items; size_t len, cap; }

/* Both are false when memory is short; the vector is then unchanged. */
#define fl_vec_push(v, value) \
	(fl_vec_grow_((void **)&(v)->items, &(v)->cap, (v)->len + 1, sizeof *(v)->items) && \
	 ((v)->items[(v)->len++] = (value), true))
#define fl_vec_reserve(v, count) fl_vec_grow_((void **)&(v)->items, &(v)->cap, (count), sizeof *(v)->items)
#define fl_vec_release(v) (fl_vec_free_((v)->items), (v)->items = NULL, (v)->len = (v)->cap = 0)

bool fl_vec_grow_(void **items, size_t *cap, size_t need, size_t size);
void fl_vec_free_(void *items);

/* Text -> size_t. Keys are borrowed: they must outlive the map. Zero-initialise to use. */
typedef struct fl_map {
	struct fl_map_slot *slots;
	size_t len, cap;
} fl_map;

#define FL_MAP_NONE ((size_t)-1)

/* Value of the key, or FL_MAP_NONE. */
size_t fl_map_get(const fl_map *map, fl_str key);
/* Insert the key with this value unless it is there; *ret_value is the value that now stands.
 * False when memory is short. */
bool fl_map_put(fl_map *map, fl_str key, size_t value, size_t *ret_value);
/* The keys one after another, in no order that means anything; *at begins at 0. False at the end. */
bool fl_map_next(const fl_map *map, size_t *at, fl_str *ret_key);
void fl_map_release(fl_map *map);

#endif
