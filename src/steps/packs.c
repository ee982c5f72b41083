/* SPDX-License-Identifier: Apache-2.0
 *
 * packs.c - gather rule packs, by document or by name.
 */
#include "steps/packs.h"

#include "base/error.h"
#include "base/str.h"
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

static fl_status add(fl_packs *packs, fl_str bytes, const char *source, fl_error *err)
{
	fl_pack *pack = NULL;
	FL_TRY(fl_pack_parse(bytes, source, &pack, err));
	packs->items[packs->len++] = pack;
	packs->num_rules += (int64_t)fl_pack_num_rules(pack);
	for (size_t i = 0; i + 1 < packs->len; i++)
		if (fl_str_eq(fl_pack_id(packs->items[i]), fl_pack_id(pack)))
			return fl_error_at(err, FL_EINVAL, source, 0, 0, "two packs have the id '%.*s'",
					   FL_STR_ARG(fl_pack_id(pack)));
	return FL_OK;
}

fl_status fl_packs_from_documents(fl_packs *packs, const fl_document *documents, size_t count, fl_error *err)
{
	FL_TRY(reserve(packs, count, err));
	for (size_t i = 0; i < count; i++) {
		const fl_document *d = &documents[i];
		if (fl_str_eqz(d->role, "pack"))
			FL_TRY(add(packs, d->bytes, d->path.len ? d->path.data : d->name.data, err));
	}
	return FL_OK;
}

fl_status fl_packs_from_names(fl_packs *packs, const char *const *names, size_t count, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_status status = reserve(packs, count, err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		fl_str path, bytes;
		status = fl_source_pack(fl_str_of(names[i]), NULL, &arena, &path, &bytes, err);
		if (status == FL_OK)
			status = add(packs, bytes, names[i], err);
	}
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
