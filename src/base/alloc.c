/* SPDX-License-Identifier: Apache-2.0
 *
 * alloc.c - the only file that calls malloc: checked sizes, the test hook, arenas.
 *
 * An arena is a list of blocks, newest first. Small pieces are cut from the newest block; a piece larger than half
 * of the next block gets a block of its own behind it, so that the rest of the newest is not lost. Block sizes
 * double from 4 KiB to 1 MiB. Nothing is freed before the whole arena is.
 */
#include "base/alloc.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)4 << 10)
#define BLOCK_MAX ((size_t)1 << 20)

typedef struct fl_arena_block {
	struct fl_arena_block *next;
	size_t used, cap;
	_Alignas(max_align_t) unsigned char bytes[];
} block;

/* The one variable of the library: how many allocations still succeed, -1 for all. Only tests/fault writes it. */
static _Atomic int64_t successes_left = -1;

void fl_alloc_fail_after(int64_t successes)
{
	atomic_store(&successes_left, successes);
}

static bool may_allocate(void)
{
	int64_t left = atomic_load_explicit(&successes_left, memory_order_relaxed);

	while (left > 0)
		if (atomic_compare_exchange_weak(&successes_left, &left, left - 1))
			return true;
	return left < 0;
}

void *fl_alloc(size_t size)
{
	return may_allocate() ? calloc(1, size ? size : 1) : NULL;
}

void *fl_alloc_array(size_t count, size_t size)
{
	if (size != 0 && count > PTRDIFF_MAX / size)
		return NULL;
	return fl_alloc(count * size);
}

void *fl_realloc_array(void *p, size_t count, size_t size)
{
	size_t bytes = count * size;

	if ((size != 0 && count > PTRDIFF_MAX / size) || !may_allocate())
		return NULL;
	return realloc(p, bytes > 0 ? bytes : 1);
}

void fl_free(void *p)
{
	free(p);
}

/* ---- arenas ------------------------------------------------------------------------------------------------ */

static block *block_new(size_t cap)
{
	block *b = cap > PTRDIFF_MAX - sizeof(block) ? NULL : fl_alloc(sizeof(block) + cap);

	if (b)
		b->cap = cap;
	return b;
}

/* A block with room for 'size' bytes. */
static block *block_for(fl_arena *arena, size_t size)
{
	block *head = arena->head;
	size_t next = head ? head->cap * 2 : BLOCK_MIN;
	block *b;

	next = next < BLOCK_MIN ? BLOCK_MIN : next > BLOCK_MAX ? BLOCK_MAX : next;
	if (size > next / 2) { /* a large piece lives alone */
		b = block_new(size);
		if (!b)
			return NULL;
		if (head) {
			b->next = head->next;
			head->next = b;
		} else {
			arena->head = b;
		}
		return b;
	}
	b = block_new(next);
	if (!b)
		return NULL;
	b->next = head;
	arena->head = b;
	return b;
}

static void *take(fl_arena *arena, size_t size, size_t align)
{
	block *b = arena->head;
	size_t at = b ? (b->used + align - 1) / align * align : 0;

	if (!b || at > b->cap || size > b->cap - at) {
		b = block_for(arena, size);
		if (!b)
			return NULL;
		at = 0;
	}
	b->used = at + size;
	arena->total += size;
	return b->bytes + at;
}

void *fl_arena_alloc(fl_arena *arena, size_t size)
{
	return take(arena, size ? size : 1, _Alignof(max_align_t));
}

void *fl_arena_array(fl_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > PTRDIFF_MAX / size)
		return NULL;
	return fl_arena_alloc(arena, count * size);
}

fl_str fl_arena_str(fl_arena *arena, fl_str text)
{
	char *copy = text.len < PTRDIFF_MAX ? take(arena, text.len + 1, 1) : NULL;

	if (!copy)
		return (fl_str){ NULL, 0 };
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	return (fl_str){ copy, text.len };
}

static void free_blocks(block *b)
{
	while (b) {
		block *next = b->next;
		fl_free(b);
		b = next;
	}
}

void fl_arena_release(fl_arena *arena)
{
	free_blocks(arena->head);
	*arena = FL_ARENA_INIT;
}

void fl_arena_clear(fl_arena *arena)
{
	block *b = arena->head;

	if (!b || b->cap > BLOCK_MAX) { /* what was large once need not be kept for ever */
		fl_arena_release(arena);
		return;
	}
	free_blocks(b->next);
	memset(b->bytes, 0, b->used);
	b->next = NULL;
	b->used = 0;
	arena->total = 0;
}
