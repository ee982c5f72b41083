/* SPDX-License-Identifier: Apache-2.0
 *
 * alloc.h - all memory of Florin comes through here, so that a test can fail the n-th allocation.
 *
 * fl_alloc and friends return NULL when memory is short (callers return FL_ENOMEM). Sizes are
 * checked for overflow. An arena hands out memory that dies as a whole.
 */
#ifndef FL_BASE_ALLOC_H
#define FL_BASE_ALLOC_H

#include "florin.h"

void *fl_alloc(size_t size);                        /* zeroed */
void *fl_alloc_array(size_t count, size_t size);    /* zeroed, overflow-checked */
void *fl_realloc_array(void *p, size_t count, size_t size);
void fl_free(void *p);                              /* NULL is fine */

/* Test hook: from now on let 'successes' allocations succeed, then fail all. -1 switches it off.
 * Compiled in always (one relaxed atomic load), used only by tests/fault. */
void fl_alloc_fail_after(int64_t successes);

/* Memory that lives and dies together. Zero-initialise to use; blocks grow geometrically. */
typedef struct fl_arena {
	struct fl_arena_block *head;
	size_t total; /* bytes handed out */
} fl_arena;

#define FL_ARENA_INIT ((fl_arena){ NULL, 0 })

/* Zeroed memory aligned for any type, NULL when memory is short. */
void *fl_arena_alloc(fl_arena *arena, size_t size);
void *fl_arena_array(fl_arena *arena, size_t count, size_t size);
/* A copy of the bytes with a NUL behind them (data is never NULL on success, even for length 0).
 * On memory shortage .data is NULL. */
fl_str fl_arena_str(fl_arena *arena, fl_str text);
void fl_arena_release(fl_arena *arena);
/* As after a release, but the newest block is kept for what comes next. */
void fl_arena_clear(fl_arena *arena);

#endif
