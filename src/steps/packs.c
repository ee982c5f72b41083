/* SPDX-License-Identifier: Apache-2.0
 *
 * packs.c - gather rule packs, by document or by name.
 */
#include "steps/packs.h"

#include "base/error.h"
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
	return packs->items ? FL_OK : fl_enomem(err);
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

static fl_status add(fl_packs *packs, fl_str bytes, const char *source, fl_shelf *shelf, fl_error *err)
{
	fl_pack *pack = NULL;
	fl_pack_finder finder = fl_shelf_finder(shelf);
	FL_TRY(fl_pack_parse_with(bytes, source, &finder, &pack, err));
	packs->items[packs->len++] = pack;
	packs->num_rules += (int64_t)fl_pack_num_rules(pack);
	for (size_t i = 0; i + 1 < packs->len; i++)
		FL_TRY(check_apart(packs->items[i], pack, source, err));
	return FL_OK;
}

fl_status fl_packs_from_documents(fl_packs *packs, const fl_document *documents, size_t count, fl_error *err)
{
	fl_shelf shelf = { .documents = documents, .num_documents = count };
	fl_status status = reserve(packs, count, err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		const fl_document *d = &documents[i];
		if (fl_str_eqz(d->role, "pack"))
			status = add(packs, d->bytes, d->path.len ? d->path.data : d->name.data, &shelf, err);
	}
	fl_shelf_release(&shelf);
	return status;
}

fl_status fl_packs_from_names(fl_packs *packs, const char *const *names, size_t count, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_shelf shelf = { .files = true };
	fl_status status = reserve(packs, count, err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		fl_str path, bytes;
		status = fl_source_pack(fl_str_of(names[i]), NULL, &arena, &path, &bytes, err);
		if (status == FL_OK)
			status = add(packs, bytes, names[i], &shelf, err);
	}
	fl_shelf_release(&shelf);
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
