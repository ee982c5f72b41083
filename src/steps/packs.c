/* SPDX-License-Identifier: Apache-2.0
 *
 * packs.c - gather rule packs, by document or by name.
 */
#include "steps/packs.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/str.h"
#include "steps/shelf.h"
#include "steps/source.h"

#define PACKS_MAX 1000

static fl_status reserve(fl_packs *packs, size_t count, fl_error *err)
{
	*packs = (fl_packs){ 0 };
	if (count > PACKS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d rule packs", PACKS_MAX);
	packs->items = fl_alloc_array(count + 1, sizeof(fl_pack *));
	if (!packs->items)
		return fl_enomem(err);
	for (size_t i = 0; i <= count; i++)
		packs->items[i] = NULL;
	return FL_OK;
}

/* A pack that another extends would count twice beside it. */
static fl_status check_apart(const fl_pack *a, const fl_pack *b, const char *source, fl_error *err)
{
	fl_str x = fl_pack_id(a), y = fl_pack_id(b);
	if (fl_str_eq(x, y))
		return fl_error_at(err, FL_EINVAL, source, 0, 0, "two packs have the id '%.*s'", FL_STR_ARG(x));
	if (fl_pack_has_part(a, y) || fl_pack_has_part(b, x))
		return fl_error_at(err, FL_EINVAL, source, 0, 0,
				   "packs '%.*s' and '%.*s': one extends the other, name only that one", FL_STR_ARG(x),
				   FL_STR_ARG(y));
	return FL_OK;
}

/* Packs are parsed side by side: each with a shelf of its own. */
typedef struct parsing {
	fl_packs *packs;
	const fl_str *bytes;
	const char *const *sources;
	fl_shelf shelf; /* as each begins */
} parsing;

static fl_status parse_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	parsing *p = user;
	fl_status status = FL_OK;

	(void)worker;
	for (size_t i = begin; i < end && status == FL_OK; i++) {
		fl_shelf shelf = p->shelf;
		fl_pack_finder finder = fl_shelf_finder(&shelf);
		status = fl_pack_parse_with(p->bytes[i], p->sources[i], &finder, &p->packs->items[i], err);
		fl_shelf_release(&shelf);
	}
	return status;
}

/* packs->items has 'count' places, all NULL. */
static fl_status parse_all(parsing *p, size_t count, int threads, fl_error *err)
{
	fl_packs *packs = p->packs;

	packs->len = count;
	FL_TRY(fl_parallel_for(count, 1, threads, parse_slice, p, err));
	for (size_t i = 0; i < count; i++) {
		packs->num_rules += (int64_t)fl_pack_num_rules(packs->items[i]);
		for (size_t k = 0; k < i; k++)
			FL_TRY(check_apart(packs->items[k], packs->items[i], p->sources[i], err));
	}
	return FL_OK;
}

fl_status fl_packs_from_documents(fl_packs *packs, const fl_document *documents, size_t count, int threads, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_str *bytes = fl_arena_array(&arena, count + 1, sizeof *bytes);
	const char **sources = fl_arena_array(&arena, count + 1, sizeof *sources);
	parsing p = { packs, bytes, sources, { .documents = documents, .num_documents = count } };
	size_t n = 0;
	fl_status status = reserve(packs, count, err);

	if (status == FL_OK && (!bytes || !sources))
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		const fl_document *d = &documents[i];
		if (!fl_str_eqz(d->role, "pack"))
			continue;
		bytes[n] = d->bytes;
		sources[n++] = d->path.len ? d->path.data : d->name.data;
	}
	if (status == FL_OK)
		status = parse_all(&p, n, threads, err);
	fl_arena_release(&arena);
	return status;
}

fl_status fl_packs_from_names(fl_packs *packs, const char *const *names, size_t count, int threads, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_str *bytes = fl_arena_array(&arena, count + 1, sizeof *bytes);
	parsing p = { packs, bytes, names, { .files = true } };
	fl_status status = reserve(packs, count, err);

	if (status == FL_OK && !bytes)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		fl_str path;
		status = fl_source_pack(fl_str_of(names[i]), NULL, &arena, &path, &bytes[i], err);
	}
	if (status == FL_OK)
		status = parse_all(&p, count, threads, err);
	fl_arena_release(&arena);
	return status;
}

void fl_packs_release(fl_packs *packs)
{
	for (size_t i = 0; i < packs->len; i++)
		fl_pack_free(packs->items[i]);
	fl_free(packs->items);
	*packs = (fl_packs){ 0 };
}
